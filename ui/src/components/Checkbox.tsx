import type { ReactNode } from "react";
import { CheckboxButton, CheckboxField, Text } from "react-aria-components";

import { CheckMark } from "./CheckMark";
import styles from "./Checkbox.module.css";

export interface CheckboxProps {
  children?: ReactNode;
  /** For a box without a visible label. */
  "aria-label"?: string;
  isSelected: boolean;
  isIndeterminate?: boolean;
  isDisabled?: boolean;
  onChange: (selected: boolean) => void;
  description?: ReactNode;
}

export function Checkbox({ children, description, ...rest }: CheckboxProps) {
  return (
    <CheckboxField {...rest} className={styles["field"] ?? ""}>
      <CheckboxButton className={styles["checkbox"] ?? ""}>
        {({ isSelected, isIndeterminate }) => (
          <>
            <CheckMark state={isIndeterminate ? "some" : isSelected ? "all" : "none"} />
            {children != null && <span className={styles["text"]}>{children}</span>}
          </>
        )}
      </CheckboxButton>
      {description != null && (
        <Text slot="description" className={styles["description"]}>
          {description}
        </Text>
      )}
    </CheckboxField>
  );
}
