import type { ReactNode } from "react";

import styles from "./Section.module.css";

export interface SectionProps {
  title: string;
  description?: ReactNode;
  /** Stands at the end of the title's line. */
  action?: ReactNode;
  children: ReactNode;
}

export function Section({ title, description, action, children }: SectionProps) {
  return (
    <section className={styles["section"]} aria-label={title}>
      <header className={styles["header"]}>
        <div>
          <h2 className={styles["title"]}>{title}</h2>
          {description != null && <p className={styles["description"]}>{description}</p>}
        </div>
        {action}
      </header>
      <div className={styles["card"]}>{children}</div>
    </section>
  );
}

/** A setting: what it is on the left, its control on the right. */
export function SettingRow({
  label,
  description,
  children,
}: {
  label: string;
  description?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={styles["row"]}>
      <div className={styles["what"]}>
        {/* The control carries the same label for assistive technology. */}
        <p className={styles["label"]} aria-hidden>
          {label}
        </p>
        {description != null && <p className={styles["description"]}>{description}</p>}
      </div>
      <div className={styles["control"]}>{children}</div>
    </div>
  );
}
