import { type RefObject, useLayoutEffect, useState } from "react";

export interface ElementSize {
  widthPx: number;
  heightPx: number;
}

/** The inner size of an element, without its scroll bars, followed as it changes; `about` before it can be measured. */
export function useElementSize(ref: RefObject<HTMLElement | null>, about: () => ElementSize): ElementSize {
  const [size, setSize] = useState(about);
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
