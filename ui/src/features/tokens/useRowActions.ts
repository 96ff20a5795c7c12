import { useLayoutEffect, useMemo, useRef } from "react";

import type { RowActions } from "./GridRow";

/** The latest actions behind one object that never changes. */
export function useRowActions(actions: RowActions): RowActions {
  const latest = useRef(actions);
  useLayoutEffect(() => {
    latest.current = actions;
  });
  return useMemo(
    () => ({
      click: (...given) => {
        latest.current.click(...given);
      },
      open: (...given) => {
        latest.current.open(...given);
      },
      toggle: (...given) => {
        latest.current.toggle(...given);
      },
      copy: (...given) => {
        latest.current.copy(...given);
      },
      menu: (...given) => {
        latest.current.menu(...given);
      },
    }),
    [],
  );
}
