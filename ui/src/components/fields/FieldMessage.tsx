import type { ReactNode } from "react";

import { FieldError } from "../FieldError";
import styles from "./FieldRow.module.css";

export type Tone = "error" | "warning" | "note";

/** One line under a field: what is wrong, what is worth a look, or what will be done. */
export function FieldMessage({ tone, children }: { tone: Tone; children: ReactNode }) {
  if (tone === "note") return <span className={styles["hint"]}>{children}</span>;
  return <FieldError tone={tone}>{children}</FieldError>;
}
