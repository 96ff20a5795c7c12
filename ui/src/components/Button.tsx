import { type ComponentProps, type MouseEvent, type ReactNode, useEffect, useRef } from "react";

import { Spinner } from "./Spinner";
import styles from "./Button.module.css";

export interface PressProps extends Omit<
  ComponentProps<"button">,
  "autoFocus" | "children" | "className" | "disabled" | "onClick" | "ref"
> {
  onPress?: () => void;
  isDisabled?: boolean;
  /** Its work is under way: it keeps the focus, and a press does nothing. */
  isPending?: boolean;
}

export interface ButtonProps extends PressProps {
  variant?: "primary" | "secondary" | "quiet" | "danger";
  size?: "normal" | "small";
  icon?: ReactNode;
  /** A `<Kbd>` that stands after the label. */
  shortcut?: ReactNode;
  /** Where the focus starts in what is opened with it. */
  autoFocus?: boolean;
  children: ReactNode;
}

export function Button({
  variant = "secondary",
  size = "normal",
  icon,
  shortcut,
  autoFocus = false,
  children,
  ...rest
}: ButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  // Not by the attribute: the dialog that it stands in would not be there yet, and the one below would take it back.
  useEffect(() => {
    if (autoFocus) button.current?.focus();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once
  }, []);
  return (
    <button
      {...pressable(rest)}
      ref={button}
      className={styles["button"]}
      data-variant={variant}
      data-size={size}
    >
      {rest.isPending === true ? <Spinner /> : icon}
      <span className={styles["label"]}>{children}</span>
      {shortcut != null && <span aria-hidden>{shortcut}</span>}
    </button>
  );
}

/** What a `<button>` is given to be pressed like this. */
export function pressable({
  onPress,
  isDisabled = false,
  isPending = false,
  ...rest
}: PressProps): ComponentProps<"button"> {
  const onClick = (event: MouseEvent) => {
    // Nor may it send its form.
    if (isPending) event.preventDefault();
    else onPress?.();
  };
  return { type: "button", ...rest, disabled: isDisabled, "aria-disabled": isPending || undefined, onClick };
}
