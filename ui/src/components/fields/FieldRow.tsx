import { t } from "@lingui/core/macro";
import { type ReactNode, useId } from "react";

import type { Field } from "../../ipc/generated/Field";
import { FieldMessage } from "./FieldMessage";
import styles from "./FieldRow.module.css";

/** What a control needs to know of the row around it. */
export interface RowIds {
  /** For the one input of a row, so that the label focuses it. */
  readonly inputId: string;
  /** The messages and the hint, for `aria-describedby`. */
  readonly describedBy: string;
}

export interface FieldRowProps {
  /** Marks the row for `focusField`. */
  readonly field: Field | "visibility" | "fixed";
  readonly label: string;
  /** What stands around it says it already. */
  readonly hideLabel?: boolean;
  readonly isRequired?: boolean;
  /** A row of several controls: they form a group under the label. */
  readonly isGroup?: boolean;
  /** Always said, under the control. */
  readonly hint?: ReactNode;
  /** Sentences of what is wrong; empty while nothing is. */
  readonly errors?: readonly string[];
  /** A tall control says what is wrong above itself, where it is in sight. */
  readonly isTall?: boolean;
  /** Further lines after the errors. */
  readonly below?: ReactNode;
  /** The focus has left the row: from now on it may say what is wrong. */
  readonly onLeave?: () => void;
  readonly children: (ids: RowIds) => ReactNode;
}

/** One field of a form: its label at the left, its control at the right, what is to be said of it below. */
export function FieldRow(props: FieldRowProps) {
  const id = useId();
  const ids: RowIds = { inputId: `${id}-input`, describedBy: `${id}-messages ${id}-hint` };
  const labelId = `${id}-label`;
  const label = (
    <>
      {props.label}
      {props.isRequired && !props.hideLabel && (
        <span className={styles["star"]} title={t`Required`} aria-hidden>
          {" *"}
        </span>
      )}
    </>
  );
  const messages = (
    <div id={`${id}-messages`} className={styles["messages"]} aria-live="polite">
      {props.errors?.map((error) => (
        <FieldMessage key={error} tone="error">
          {error}
        </FieldMessage>
      ))}
      {props.below}
    </div>
  );
  return (
    <div
      className={styles["row"]}
      data-field={props.field}
      data-bare={props.hideLabel || undefined}
      onBlur={(event) => {
        if (!staysInside(event.currentTarget, event.relatedTarget)) props.onLeave?.();
      }}
    >
      {props.isGroup ? (
        <span className={styles["label"]} id={labelId} hidden={props.hideLabel}>
          {label}
        </span>
      ) : (
        <label className={styles["label"]} id={labelId} htmlFor={ids.inputId} hidden={props.hideLabel}>
          {label}
        </label>
      )}
      <div
        className={styles["control"]}
        data-tall={props.isTall || undefined}
        role={props.isGroup ? "group" : undefined}
        aria-labelledby={props.isGroup ? labelId : undefined}
        aria-describedby={props.isGroup ? ids.describedBy : undefined}
      >
        {props.isTall && messages}
        {props.children(ids)}
        {!props.isTall && messages}
        <div id={`${id}-hint`} className={styles["hint"]}>
          {props.hint}
        </div>
      </div>
    </div>
  );
}

/** A calendar or list that the row opens stands elsewhere in the document; going there is not leaving. */
function staysInside(row: HTMLElement, goesTo: Element | null): boolean {
  return goesTo !== null && (row.contains(goesTo) || goesTo.closest("[data-trigger]") !== null);
}
