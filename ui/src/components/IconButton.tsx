import { type ReactNode, useRef } from "react";

import { pressable, type PressProps } from "./Button";
import { Tooltip } from "./Tooltip";
import styles from "./IconButton.module.css";

export interface IconButtonProps extends Omit<PressProps, "aria-label"> {
  /** Read aloud and shown as the tooltip. */
  label: string;
  icon: ReactNode;
  shortcut?: ReactNode;
  size?: "normal" | "small";
  tone?: "normal" | "danger";
}

/** An icon that is pressed; never without its label, which the tooltip shows. */
export function IconButton({
  label,
  icon,
  shortcut,
  size = "normal",
  tone = "normal",
  ...rest
}: IconButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        {...pressable(rest)}
        ref={button}
        aria-label={label}
        className={styles["iconButton"]}
        data-size={size}
        data-tone={tone}
      >
        {icon}
      </button>
      <Tooltip anchor={button}>
        {label}
        {shortcut}
      </Tooltip>
    </>
  );
}
