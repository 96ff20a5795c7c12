import { type ReactNode, type RefObject, use, useEffect, useId } from "react";
import { Tooltip as AriaTooltip, TooltipTrigger, TooltipTriggerStateContext } from "react-aria-components";

import type { Visitor } from "./Tooltip";
import styles from "./Tooltip.module.css";

interface TooltipBubbleProps {
  anchor: RefObject<HTMLElement | null>;
  visitor: Visitor;
  onEscape: () => void;
  children: ReactNode;
}

/** The tooltip of a control that somebody has come to; there for as long as they stay. */
export function TooltipBubble({ anchor, visitor, onEscape, children }: TooltipBubbleProps) {
  const id = useId();
  return (
    <TooltipTrigger delay={500}>
      <Opened anchor={anchor} visitor={visitor} onEscape={onEscape} id={id} />
      <AriaTooltip triggerRef={anchor} offset={6} className={styles["tooltip"] ?? ""}>
        <span id={id} className={styles["words"]}>
          {children}
        </span>
      </AriaTooltip>
    </TooltipTrigger>
  );
}

/** Opens it, in its time; while it is open, it describes its control. */
function Opened({ anchor, visitor, onEscape, id }: Omit<TooltipBubbleProps, "children"> & { id: string }) {
  const state = use(TooltipTriggerStateContext);
  const isOpen = state?.isOpen === true;
  useEffect(() => {
    state?.open(visitor === "keyboard");
    return () => state?.close(true);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- it is another one with each render, and means the same
  }, [visitor]);
  useEffect(() => {
    const element = anchor.current;
    if (!isOpen || element === null) return;
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      // What it lies over stays open.
      event.stopPropagation();
      onEscape();
    };
    document.addEventListener("keydown", escape, true);
    element.setAttribute("aria-describedby", id);
    return () => {
      document.removeEventListener("keydown", escape, true);
      element.removeAttribute("aria-describedby");
    };
  }, [anchor, id, isOpen, onEscape]);
  return null;
}
