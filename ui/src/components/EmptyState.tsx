import type { ReactNode } from "react";

import styles from "./EmptyState.module.css";

export interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  /** Nothing else is on the page: its title is the page's. */
  isWholePage?: boolean;
}

/** Where nothing is: what this is and what to do. */
export function EmptyState({ icon, title, children, actions, isWholePage = false }: EmptyStateProps) {
  const Title = isWholePage ? "h1" : "h2";
  return (
    <div className={styles["empty"]}>
      <span className={styles["icon"]} aria-hidden>
        {icon}
      </span>
      <Title className={styles["title"]}>{title}</Title>
      {children != null && <div className={styles["text"]}>{children}</div>}
      {actions != null && <div className={styles["actions"]}>{actions}</div>}
    </div>
  );
}
