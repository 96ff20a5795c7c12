import { useCallback, useEffect, useRef, useState } from "react";
import type { DraftReview } from "../../ipc/generated/DraftReview";

/** Long enough to join the keystrokes of a fast typist, short enough to feel immediate. */
const pauseMs = 60;

export interface Review<D> {
  /** The latest answer; it may be a keystroke behind the form. */
  readonly latest: DraftReview | null;
  /** Why the latest question was not answered. */
  readonly failure: unknown;
  /** Asks at once, as before saving; rejects as the command does. */
  readonly now: (draft: D) => Promise<DraftReview>;
}

/**
 * Has Rust read a form on each change. Questions are numbered and an answer that comes after a newer one
 * is dropped. `draft` must keep its identity while nothing changes.
 */
export function useReview<D>(draft: D, ask: (draft: D) => Promise<DraftReview>): Review<D> {
  const [latest, setLatest] = useState<DraftReview | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const asked = useRef(0);
  const answered = useRef(0);

  const question = useCallback(
    async (about: D) => {
      const number = ++asked.current;
      const isNews = () => number > answered.current;
      try {
        const review = await ask(about);
        if (isNews()) {
          answered.current = number;
          setLatest(review);
          setFailure(null);
        }
        return review;
      } catch (reason) {
        if (isNews()) {
          answered.current = number;
          setFailure(reason);
        }
        throw reason;
      }
    },
    [ask],
  );

  useEffect(() => {
    const timer = setTimeout(() => {
      // The failure is kept as state; whoever asks by `now` gets it as a rejection too.
      question(draft).catch(() => undefined);
    }, pauseMs);
    return () => {
      clearTimeout(timer);
    };
  }, [draft, question]);

  return { latest, failure, now: question };
}
