import { Check, Minus } from "lucide-react";
import type { ReactNode } from "react";
import { CheckboxButton, CheckboxField, Text } from "react-aria-components";

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

/** The drawn box alone, for places that handle selection themselves. */
export function CheckMark({ state }: { state: "none" | "some" | "all" }) {
  return (
    <span className={styles["box"]} data-state={state} aria-hidden>
      {state === "all" && <Check size={12} strokeWidth={3} />}
      {state === "some" && <Minus size={12} strokeWidth={3} />}
    </span>
  );
}
