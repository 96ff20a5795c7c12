import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

import styles from "./Banner.module.css";

export interface BannerProps {
  tone: "info" | "success" | "warning" | "danger";
  title?: ReactNode;
  children?: ReactNode;
  /** What the system said, word for word. */
  detail?: string | null | undefined;
  /** Buttons at the end. */
  actions?: ReactNode;
  /** Read aloud at once when it appears. */
  live?: boolean;
}

const icons = { info: Info, success: CircleCheck, warning: TriangleAlert, danger: CircleAlert };

export function Banner({ tone, title, children, detail, actions, live = false }: BannerProps) {
  const Icon = icons[tone];
  return (
    <div className={styles["banner"]} data-tone={tone} role={live ? "alert" : undefined}>
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      <div className={styles["text"]}>
        {title != null && <p className={styles["title"]}>{title}</p>}
        {children != null && <div>{children}</div>}
        {detail ? <code className={styles["detail"]}>{detail}</code> : null}
      </div>
      {actions != null && <div className={styles["actions"]}>{actions}</div>}
    </div>
  );
}
