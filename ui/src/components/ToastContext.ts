import { createContext, useContext } from "react";

export interface Toast {
  tone: "success" | "info" | "danger";
  title: string;
  detail?: string;
  action?: { label: string; onAction: () => void };
  /** 6 s unless told; 10 s with an action. */
  lastsMs?: number;
}

export interface Toasts {
  /** Returns how to take it away early. */
  show: (toast: Toast) => () => void;
}

export const ToastContext = createContext<Toasts | null>(null);

export function useToasts(): Toasts {
  const toasts = useContext(ToastContext);
  if (toasts === null) throw new Error("useToasts outside of ToastProvider");
  return toasts;
}
