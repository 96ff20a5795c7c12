import { Check, Minus } from "lucide-react";

import styles from "./Checkbox.module.css";

/** The drawn box of a checkbox. */
export function CheckMark({ state }: { state: "none" | "some" | "all" }) {
  return (
    <span className={styles["box"]} data-state={state} aria-hidden>
      {state === "all" && <Check size={12} strokeWidth={3} />}
      {state === "some" && <Minus size={12} strokeWidth={3} />}
    </span>
  );
}
