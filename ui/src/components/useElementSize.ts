import { type RefObject, useLayoutEffect, useState } from "react";

export interface ElementSize {
  widthPx: number;
  heightPx: number;
}

/** The inner size of an element, without its scroll bars, followed as it changes. */
export function useElementSize(ref: RefObject<HTMLElement | null>): ElementSize {
  const [size, setSize] = useState<ElementSize>({ widthPx: 0, heightPx: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const look = () => {
      const [widthPx, heightPx] = [element.clientWidth, element.clientHeight];
      setSize((old) => (old.widthPx === widthPx && old.heightPx === heightPx ? old : { widthPx, heightPx }));
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [ref]);
  return size;
}
