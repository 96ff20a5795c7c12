import type { ReactNode } from "react";

import styles from "./PageHeader.module.css";

export interface PageHeaderProps {
  title: string;
  /** What the page is for. */
  lead: string;
  /** At the end of the title's line. */
  actions?: ReactNode;
  /** What holds for the whole page. */
  children?: ReactNode;
}

/** The head of a page; it stays while the page's body scrolls. */
export function PageHeader({ title, lead, actions, children }: PageHeaderProps) {
  return (
    <header className={styles["header"]}>
      <div className={styles["headline"]}>
        <h1 className={styles["title"]}>{title}</h1>
        {actions}
      </div>
      <p className={styles["lead"]}>{lead}</p>
      {children}
    </header>
  );
}
