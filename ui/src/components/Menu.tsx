import type { ReactNode, RefObject } from "react";
import { Menu as AriaMenu, MenuItem as AriaMenuItem, Popover, Separator } from "react-aria-components";

import { Kbd } from "./Kbd";
import styles from "./list.module.css";

export interface MenuEntry {
  id: string;
  label: string;
  icon?: ReactNode;
  shortcut?: string;
  tone?: "normal" | "danger";
  /** Why it can't be chosen; shown in its place. */
  disabledReason?: string;
  onAction: () => void;
}

export interface MenuProps {
  label: string;
  /** `null` draws a line. */
  entries: (MenuEntry | null)[];
  /** What it hangs on. */
  triggerRef: RefObject<Element | null>;
  isOpen: boolean;
  onClose: () => void;
}

export function Menu({ label, entries, triggerRef, isOpen, onClose }: MenuProps) {
  return (
    <Popover
      aria-label={label}
      triggerRef={triggerRef}
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      placement="bottom end"
      offset={4}
      className={styles["popover"] ?? ""}
    >
      <AriaMenu aria-label={label} autoFocus="first" className={styles["list"] ?? ""} onClose={onClose}>
        {entries.map((entry, index) =>
          entry === null ? (
            <Separator key={`line-${String(index)}`} className={styles["separator"] ?? ""} />
          ) : (
            <AriaMenuItem
              key={entry.id}
              id={entry.id}
              textValue={entry.label}
              isDisabled={entry.disabledReason !== undefined}
              onAction={entry.onAction}
              className={styles["item"] ?? ""}
              data-tone={entry.tone ?? "normal"}
            >
              <span className={styles["mark"]}>{entry.icon}</span>
              <span className={styles["grow"]}>
                {entry.label}
                {entry.disabledReason && <span className={styles["reason"]}>{entry.disabledReason}</span>}
              </span>
              {entry.shortcut && (
                <span className={styles["trail"]} aria-hidden>
                  <Kbd keys={entry.shortcut} />
                </span>
              )}
            </AriaMenuItem>
          ),
        )}
      </AriaMenu>
    </Popover>
  );
}
