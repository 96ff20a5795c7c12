import { parseDate } from "@internationalized/date";
import { DateField, DateInput, DateSegment, type DateValue, Label } from "react-aria-components";

import styles from "./DayField.module.css";

interface DayFieldProps {
  readonly label: string;
  /** `2027-01-31`; blank: none. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A day, typed part by part. */
export function DayField({ label, value, onChange }: DayFieldProps) {
  return (
    <DateField
      className={styles["day"] ?? ""}
      shouldForceLeadingZeros
      value={readDay(value)}
      onChange={(day: DateValue | null) => {
        onChange(day?.toString() ?? "");
      }}
    >
      <Label className={styles["label"]}>{label}</Label>
      <DateInput className={styles["segments"] ?? ""}>
        {(segment) => <DateSegment segment={segment} className={styles["segment"] ?? ""} />}
      </DateInput>
    </DateField>
  );
}

/** A text that is no day leaves the parts blank. */
function readDay(value: string): DateValue | null {
  try {
    return value === "" ? null : parseDate(value);
  } catch {
    return null;
  }
}
