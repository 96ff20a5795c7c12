import type { Warning } from "../../ipc/generated/Warning";
import { warningText } from "../../messages/warningText";
import { FieldError } from "../FieldError";
import { sameNameText } from "./sameNameText";
import styles from "./WarningLines.module.css";

interface WarningLinesProps {
  readonly warnings: readonly Warning[];
  /** Other living tokens of the same name; a form says it at the name itself. */
  readonly sameName?: number;
}

/** What is worth a thought before saving; it never blocks. */
export function WarningLines({ warnings, sameName = 0 }: WarningLinesProps) {
  const lines = warnings.map(warningText);
  if (sameName > 0) lines.unshift(sameNameText(sameName));
  if (lines.length === 0) return null;
  return (
    <ul className={styles["lines"]}>
      {lines.map((line) => (
        <li key={line}>
          <FieldError tone="warning">{line}</FieldError>
        </li>
      ))}
    </ul>
  );
}
