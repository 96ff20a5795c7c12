import { t } from "@lingui/core/macro";
import { X } from "lucide-react";
import type { ReactNode } from "react";

import { IconButton } from "./IconButton";
import styles from "./SidePanel.module.css";

interface SidePanelProps {
  /** What is shown; another one begins at its top. */
  readonly id: number;
  readonly title: string;
  readonly size: "narrow" | "wide";
  /** The key that closes it too, where there is one. */
  readonly shortcut?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** All of what is chosen in a list, beside the list. */
export function SidePanel({ id, title, size, shortcut, onClose, children }: SidePanelProps) {
  return (
    <aside className={styles["panel"]} data-size={size} aria-label={t`Details`}>
      <header className={styles["header"]}>
        <h2 className={styles["title"]}>{title}</h2>
        <IconButton
          size="small"
          label={t`Close`}
          icon={<X size={16} strokeWidth={1.5} aria-hidden />}
          shortcut={shortcut}
          onPress={onClose}
        />
      </header>
      <div key={id} className={styles["scroll"]}>
        {children}
      </div>
    </aside>
  );
}
