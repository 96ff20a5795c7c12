import { useCallback, useState } from "react";

import { useFormat } from "../../format/useFormat";
import type { DraftReview } from "../../ipc/generated/DraftReview";
import type { Field } from "../../ipc/generated/Field";
import { problemText } from "../../messages/problemText";
import { afterPress } from "../afterPress";

export interface FieldErrors {
  /** What is wrong with a field, as far as it is to be said yet. */
  readonly at: (field: Field) => string[];
  /** A field was left: it speaks from now on. */
  readonly leave: (field: Field) => void;
  /** Save was pressed: every field speaks from now on. */
  readonly showAll: () => void;
  /** A new form: no field speaks yet. */
  readonly forget: () => void;
}

/** Nobody is told off while still typing: a field speaks after it was left, all of them after Save. */
export function useFieldErrors(review: DraftReview | null): FieldErrors {
  const format = useFormat();
  const [left, setLeft] = useState<ReadonlySet<Field>>(new Set());
  const [all, setAll] = useState(false);

  const at = (field: Field) => {
    if (!all && !left.has(field)) return [];
    const errors = review?.errors.filter((error) => error.field === field) ?? [];
    // An entry that is no address speaks for itself, at its chip.
    return errors
      .filter((error) => error.problem.code !== "address")
      .map((error) => problemText(error, format));
  };
  const leave = useCallback((field: Field) => {
    afterPress(() => {
      setLeft((before) => (before.has(field) ? before : new Set(before).add(field)));
    });
  }, []);
  const showAll = useCallback(() => {
    setAll(true);
  }, []);
  const forget = useCallback(() => {
    setLeft(new Set());
    setAll(false);
  }, []);
  return { at, leave, showAll, forget };
}
