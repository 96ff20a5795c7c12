import { type RefObject, useLayoutEffect, useRef } from "react";

/** Gives the keyboard to the active row, as soon as it is there. Returns how to ask for that. */
export function useRowFocus(grid: RefObject<HTMLElement | null>, index: number): () => void {
  const isWanted = useRef(false);
  useLayoutEffect(() => {
    if (!isWanted.current) return;
    const row = grid.current?.querySelector<HTMLElement>(`[data-index="${index}"]`);
    if (!row) return;
    isWanted.current = false;
    row.focus({ preventScroll: true });
  });
  return () => {
    isWanted.current = true;
  };
}
