import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";

import { elementHeight, follow, isStuck, positionAt, showing, TOP } from "./listScroll";

/** After so long without a move the scroll bar is put where it belongs. */
const SETTLED_MS = 150;

export interface ListScroll {
  /** The height of the element that is scrolled. */
  heightPx: number;
  /** The pixel of the list that stands at the top of the view. */
  offsetPx: number;
  /** The first and the last row that are seen, also in part. */
  first: number;
  last: number;
  /** Scrolls as little as needed for this row to be seen. */
  show: (index: number) => void;
  toTop: () => void;
}

/** Scrolls `rows` rows of `rowPx` each through a view of `viewPx`, however many they are. */
export function useListScroll(
  ref: RefObject<HTMLElement | null>,
  { rows, rowPx, viewPx }: { rows: number; rowPx: number; viewPx: number },
): ListScroll {
  const listPx = rows * rowPx;
  const position = useRef(TOP);
  const [offsetPx, setOffsetPx] = useState(0);

  const moveTo = useCallback(
    (wantedPx: number) => {
      const next = positionAt(wantedPx, { listPx, viewPx });
      const element = ref.current;
      if (element !== null && Math.abs(element.scrollTop - next.elementPx) >= 1)
        element.scrollTop = next.elementPx;
      // What WebKit made of it: it may have rounded.
      position.current = { listPx: next.listPx, elementPx: element?.scrollTop ?? 0 };
      setOffsetPx(next.listPx);
    },
    [ref, listPx, viewPx],
  );

  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    let settling: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
      moveTo(position.current.listPx);
    };
    const onScroll = () => {
      const extent = { listPx, viewPx };
      const next = follow(position.current, element.scrollTop, extent);
      position.current = next;
      // In this frame: the next one would show the rows of the old place.
      flushSync(() => {
        setOffsetPx(next.listPx);
      });
      clearTimeout(settling);
      if (isStuck(next, extent)) settle();
      else settling = setTimeout(settle, SETTLED_MS);
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      clearTimeout(settling);
      element.removeEventListener("scroll", onScroll);
    };
  }, [ref, listPx, viewPx, moveTo]);

  // A list that has become longer or shorter stays at its place, as far as it reaches.
  useLayoutEffect(() => {
    moveTo(position.current.listPx);
  }, [moveTo]);

  const first = Math.max(0, Math.min(rows - 1, Math.floor(offsetPx / rowPx)));
  return {
    heightPx: elementHeight({ listPx, viewPx }),
    offsetPx,
    first,
    last: Math.max(first, Math.min(rows - 1, Math.floor((offsetPx + viewPx - 1) / rowPx))),
    show: (index) => {
      moveTo(showing(index, rowPx, position.current.listPx, viewPx));
    },
    toTop: () => {
      moveTo(0);
    },
  };
}
