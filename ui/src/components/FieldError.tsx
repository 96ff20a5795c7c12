import { CircleAlert, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

import styles from "./FieldError.module.css";

export interface FieldErrorProps {
  id?: string;
  tone?: "error" | "warning";
  children: ReactNode;
}

/** The message under a field: what is wrong and what would be right. */
export function FieldError({ id, tone = "error", children }: FieldErrorProps) {
  const Icon = tone === "error" ? CircleAlert : TriangleAlert;
  return (
    <span id={id} className={styles["fieldError"]} data-tone={tone}>
      <Icon size={14} strokeWidth={1.75} aria-hidden />
      <span>{children}</span>
    </span>
  );
}
