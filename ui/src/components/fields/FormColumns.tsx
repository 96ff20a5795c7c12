import { type KeyboardEvent, type ReactNode, type Ref, useCallback } from "react";

import { hasMod } from "../shortcut";
import { isComposing } from "./composition";
import styles from "./FormColumns.module.css";

interface FormColumnsProps {
  readonly ref?: Ref<HTMLDivElement>;
  /** Stands beside the form, in a narrow window under it. */
  readonly aside: ReactNode;
  /** Ctrl+Enter anywhere in the form. */
  readonly onSave: () => void;
  readonly children: ReactNode;
}

/** The rows of a form, and what is said beside them. One scroll bar moves both. */
export function FormColumns({ ref, aside, onSave, children }: FormColumnsProps) {
  // Before the controls see it: a button would take Ctrl+Enter as its own Enter.
  const catchSave = useCallback(
    (event: KeyboardEvent<HTMLElement>) => {
      if (event.key !== "Enter" || !hasMod(event) || isComposing(event)) return;
      // An open list or calendar is not part of the form.
      if (!(event.target instanceof Node) || !event.currentTarget.contains(event.target)) return;
      event.preventDefault();
      event.stopPropagation();
      onSave();
    },
    [onSave],
  );
  return (
    <div ref={ref} className={styles["columns"]} onKeyDownCapture={catchSave}>
      <div className={styles["form"]}>{children}</div>
      <aside className={styles["aside"]}>
        <div className={styles["stays"]}>{aside}</div>
      </aside>
    </div>
  );
}
