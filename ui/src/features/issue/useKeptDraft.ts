import { useCallback, useEffect, useRef, useState } from "react";

import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { Fault } from "../../ipc/generated/Fault";
import type { TokenDraft } from "../../ipc/generated/TokenDraft";

/** A pause in typing after which the form is kept; a crash loses no more than this. */
const pauseMs = 300;

export interface KeptDraft {
  /** Why the form could not be kept the last time. */
  readonly fault: Fault | null;
  /** The form was issued or thrown away: keep nothing of it. */
  readonly discard: () => Promise<void>;
}

/**
 * Keeps the half-filled form in Rust: after each pause, and at once when the form is closed.
 * A blank form is not worth keeping and takes an older one away. Writes follow each other, so the last one stands.
 */
export function useKeptDraft(draft: TokenDraft, isWorthKeeping: boolean): KeptDraft {
  const [fault, setFault] = useState<Fault | null>(null);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const waiting = useRef<(() => Promise<unknown>) | null>(null);
  const opened = useRef(draft);

  const flush = useCallback(() => {
    const write = waiting.current;
    waiting.current = null;
    if (!write) return;
    queue.current = queue.current
      .then(write)
      .then(() => {
        setFault(null);
      })
      .catch((thrown: unknown) => {
        setFault(asFault(thrown));
      });
  }, []);

  useEffect(() => {
    // What the form opened with is kept already.
    if (draft === opened.current) return;
    waiting.current = () =>
      isWorthKeeping ? command("save_issue_draft", draft) : command("discard_issue_draft");
    const timer = setTimeout(flush, pauseMs);
    return () => {
      clearTimeout(timer);
    };
  }, [draft, isWorthKeeping, flush]);

  useEffect(() => flush, [flush]);

  const discard = useCallback(() => {
    waiting.current = () => command("discard_issue_draft");
    flush();
    return queue.current;
  }, [flush]);

  return { fault, discard };
}
