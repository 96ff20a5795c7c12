import type { ReactNode } from "react";

import styles from "./Chip.module.css";

export interface ChipProps {
  children: ReactNode;
  mono?: boolean;
  tone?: "normal" | "danger" | "warning";
  title?: string;
}

/** A small label: a scope, an address. */
export function Chip({ children, mono = false, tone = "normal", title }: ChipProps) {
  return (
    <span className={styles["chip"]} data-mono={mono || undefined} data-tone={tone} title={title}>
      {children}
    </span>
  );
}
