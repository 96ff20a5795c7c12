import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";

import { Spinner } from "./Spinner";
import styles from "./Button.module.css";

export interface ButtonProps extends Omit<AriaButtonProps, "children" | "className"> {
  variant?: "primary" | "secondary" | "quiet" | "danger";
  size?: "normal" | "small";
  icon?: ReactNode;
  /** A `<Kbd>` that stands after the label. */
  shortcut?: ReactNode;
  children: ReactNode;
}

export function Button({
  variant = "secondary",
  size = "normal",
  icon,
  shortcut,
  children,
  isPending = false,
  ...rest
}: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      isPending={isPending}
      className={styles["button"] ?? ""}
      data-variant={variant}
      data-size={size}
    >
      {isPending ? <Spinner /> : icon}
      <span className={styles["label"]}>{children}</span>
      {shortcut != null && <span aria-hidden>{shortcut}</span>}
    </AriaButton>
  );
}
