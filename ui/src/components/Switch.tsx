import type { ReactNode } from "react";
import { SwitchButton, SwitchField } from "react-aria-components";

import styles from "./Switch.module.css";

export interface SwitchProps {
  children: ReactNode;
  isSelected: boolean;
  isDisabled?: boolean;
  onChange: (selected: boolean) => void;
}

/** On or off, at once. */
export function Switch({ children, ...rest }: SwitchProps) {
  return (
    <SwitchField {...rest} className={styles["field"] ?? ""}>
      <SwitchButton className={styles["switch"] ?? ""}>
        <span className={styles["label"]}>{children}</span>
        <span className={styles["track"]} aria-hidden>
          <span className={styles["knob"]} />
        </span>
      </SwitchButton>
    </SwitchField>
  );
}
