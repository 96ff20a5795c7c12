import { type ReactNode, type RefObject, Suspense, useEffect, useState } from "react";

import { lazily } from "./lazily";

const TooltipBubble = lazily(() => import("./TooltipBubble"), "TooltipBubble");

/** What has come to a control: its tooltip waits for a pointer to rest, and not for the keyboard. */
export type Visitor = "pointer" | "keyboard";

/**
 * Says what a control is for, while the pointer rests on it or the keyboard is at it, until it is pressed. Made when one
 * of them first comes: the first screen has many, and shows none.
 */
export function Tooltip({
  anchor,
  children,
}: {
  anchor: RefObject<HTMLElement | null>;
  children: ReactNode;
}) {
  const [visitor, setVisitor] = useState<Visitor | null>(null);
  useEffect(() => {
    const element = anchor.current;
    if (element === null) return;
    const gone = (who: Visitor) => () => {
      setVisitor((known) => (known === who ? null : known));
    };
    const pressed = () => {
      setVisitor(null);
    };
    const listeners = new AbortController();
    const on = <E extends keyof HTMLElementEventMap>(
      name: E,
      work: (event: HTMLElementEventMap[E]) => void,
    ) => {
      element.addEventListener(name, work, { signal: listeners.signal });
    };
    on("pointerenter", ({ pointerType }) => {
      if (pointerType !== "touch") setVisitor("pointer");
    });
    on("focus", () => {
      if (element.matches(":focus-visible")) setVisitor("keyboard");
    });
    on("pointerleave", gone("pointer"));
    on("blur", gone("keyboard"));
    on("pointerdown", pressed);
    on("keydown", pressed);
    return () => {
      listeners.abort();
    };
  }, [anchor]);
  return (
    visitor !== null && (
      <Suspense fallback={null}>
        <TooltipBubble
          anchor={anchor}
          visitor={visitor}
          onEscape={() => {
            setVisitor(null);
          }}
        >
          {children}
        </TooltipBubble>
      </Suspense>
    )
  );
}
