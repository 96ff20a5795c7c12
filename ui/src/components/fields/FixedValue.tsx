import type { ReactNode } from "react";

import styles from "./FixedValue.module.css";

/** A value that can't be changed here, and why. */
export function FixedValue({ why, children }: { why: string; children: ReactNode }) {
  return (
    <div className={styles["fixed"]}>
      <span className={styles["value"]}>{children}</span>
      <span className={styles["why"]}>{why}</span>
    </div>
  );
}
