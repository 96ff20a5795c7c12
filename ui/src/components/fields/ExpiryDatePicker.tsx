import { parseDate, parseDateTime } from "@internationalized/date";
import { t } from "@lingui/core/macro";
import { Calendar as CalendarIcon, ChevronLeft, ChevronRight } from "lucide-react";
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  DateInput,
  DatePicker,
  DateSegment,
  type DateValue,
  Dialog,
  Group,
  Heading,
  Popover,
} from "react-aria-components";

import type { ExpiryDraft } from "../../ipc/generated/ExpiryDraft";
import styles from "./ExpiryDatePicker.module.css";

type PickedExpiry = Extract<ExpiryDraft, { kind: "day" | "moment" }>;

interface ExpiryDatePickerProps {
  readonly label: string;
  readonly value: PickedExpiry;
  readonly onChange: (value: PickedExpiry) => void;
  readonly isInvalid: boolean;
}

/** Typed date segments and a calendar. What it holds stays text: whether a date will do is Rust's business. */
export function ExpiryDatePicker(props: ExpiryDatePickerProps) {
  const { value, onChange } = props;
  const isMoment = value.kind === "moment";
  return (
    <DatePicker
      // Another kind has other segments, and half-typed ones must not be carried over.
      key={value.kind}
      className={styles["picker"]}
      aria-label={props.label}
      granularity={isMoment ? "minute" : "day"}
      hourCycle={24}
      shouldForceLeadingZeros
      isInvalid={props.isInvalid}
      value={readPicked(value)}
      onChange={(picked: DateValue | null) => {
        const text = picked?.toString() ?? "";
        // Seconds are not asked for: `2027-01-31T18:00:00` crosses as `2027-01-31T18:00`.
        onChange(isMoment ? { kind: "moment", moment: text.slice(0, 16) } : { kind: "day", day: text });
      }}
    >
      <Group className={styles["group"]}>
        <DateInput className={styles["segments"]}>
          {(segment) => <DateSegment segment={segment} className={styles["segment"]} />}
        </DateInput>
        <Button className={styles["open"]} aria-label={t`Open the calendar`}>
          <CalendarIcon aria-hidden="true" size={16} strokeWidth={1.5} />
        </Button>
      </Group>
      {!isMoment && <span className={styles["aside"]}>{t`until the end of this day`}</span>}
      <Popover className={styles["popover"]} placement="bottom start">
        <Dialog className={styles["dialog"]} aria-label={t`Calendar`}>
          <Calendar>
            <header className={styles["header"]}>
              <Button slot="previous" className={styles["step"]}>
                <ChevronLeft aria-hidden="true" size={16} strokeWidth={1.5} />
              </Button>
              <Heading className={styles["month"]} />
              <Button slot="next" className={styles["step"]}>
                <ChevronRight aria-hidden="true" size={16} strokeWidth={1.5} />
              </Button>
            </header>
            <CalendarGrid className={styles["grid"]}>
              <CalendarGridHeader>
                {(day) => <CalendarHeaderCell className={styles["weekday"]}>{day}</CalendarHeaderCell>}
              </CalendarGridHeader>
              <CalendarGridBody>
                {(date) => <CalendarCell date={date} className={styles["day"]} />}
              </CalendarGridBody>
            </CalendarGrid>
          </Calendar>
        </Dialog>
      </Popover>
    </DatePicker>
  );
}

/** The picked date for the segments; a text that is none leaves them blank. */
function readPicked(value: PickedExpiry): DateValue | null {
  try {
    return value.kind === "day" ? parseDate(value.day) : parseDateTime(value.moment);
  } catch {
    return null;
  }
}
