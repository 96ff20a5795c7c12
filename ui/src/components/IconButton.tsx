import type { ReactNode } from "react";
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  TooltipTrigger,
} from "react-aria-components";

import { Tooltip } from "./Tooltip";
import styles from "./IconButton.module.css";

export interface IconButtonProps extends Omit<AriaButtonProps, "children" | "className" | "aria-label"> {
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
  return (
    <TooltipTrigger delay={500} closeDelay={50}>
      <AriaButton
        {...rest}
        aria-label={label}
        className={styles["iconButton"] ?? ""}
        data-size={size}
        data-tone={tone}
      >
        {icon}
      </AriaButton>
      <Tooltip>
        {label}
        {shortcut}
      </Tooltip>
    </TooltipTrigger>
  );
}
