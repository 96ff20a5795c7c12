import type { ReactNode } from "react";

import styles from "./EmptyState.module.css";

export interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}

/** Where nothing is: what this is and what to do. */
export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className={styles["empty"]}>
      <span className={styles["icon"]} aria-hidden>
        {icon}
      </span>
      <h2 className={styles["title"]}>{title}</h2>
      {children != null && <div className={styles["text"]}>{children}</div>}
      {actions != null && <div className={styles["actions"]}>{actions}</div>}
    </div>
  );
}
