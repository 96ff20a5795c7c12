import { t } from "@lingui/core/macro";
import { CircleAlert, CircleCheck, Info, X } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { createPortal } from "react-dom";

import { Button } from "./Button";
import { IconButton } from "./IconButton";
import { type Toast, ToastContext, type Toasts } from "./ToastContext";
import styles from "./Toast.module.css";

interface Shown extends Toast {
  id: number;
}

const icons = { success: CircleCheck, info: Info, danger: CircleAlert };
const MOST = 3;

/** Keeps the toasts and shows them above everything, also above a dialog. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown[]>([]);
  const nextId = useRef(1);

  const toasts = useMemo<Toasts>(() => {
    const drop = (id: number) => {
      setShown((old) => old.filter((toast) => toast.id !== id));
    };
    return {
      show(toast) {
        const id = nextId.current++;
        setShown((old) => [...old.slice(1 - MOST), { ...toast, id }]);
        return () => {
          drop(id);
        };
      },
    };
  }, []);

  return (
    <ToastContext value={toasts}>
      {children}
      {createPortal(
        // A dialog hides everything around it from assistive technology, except the top layer.
        <section className={styles["region"]} aria-label={t`Notifications`} data-react-aria-top-layer="true">
          <ol aria-live="polite" aria-relevant="additions" className={styles["list"]}>
            {shown.map((toast) => (
              <ToastItem
                key={toast.id}
                toast={toast}
                onGone={() => {
                  setShown((old) => old.filter((other) => other.id !== toast.id));
                }}
              />
            ))}
          </ol>
        </section>,
        document.body,
      )}
    </ToastContext>
  );
}

function ToastItem({ toast, onGone }: { toast: Shown; onGone: () => void }) {
  const Icon = icons[toast.tone];
  const lastsMs = toast.lastsMs ?? (toast.action ? 10_000 : 6_000);
  const [leftMs, setLeftMs] = useState(lastsMs);
  const [held, setHeld] = useState(false);
  const gone = useRef(onGone);
  useEffect(() => {
    gone.current = onGone;
  });

  useEffect(() => {
    if (held) return;
    const timer = setInterval(() => {
      setLeftMs((left) => left - 250);
    }, 250);
    return () => {
      clearInterval(timer);
    };
  }, [held]);
  useEffect(() => {
    if (leftMs <= 0) gone.current();
  }, [leftMs]);

  const seconds = Math.max(1, Math.ceil(leftMs / 1000));
  return (
    <li
      className={styles["toast"]}
      data-tone={toast.tone}
      onPointerEnter={() => {
        setHeld(true);
      }}
      onPointerLeave={() => {
        setHeld(false);
      }}
    >
      <Icon size={16} strokeWidth={1.75} aria-hidden className={styles["icon"]} />
      <div className={styles["text"]}>
        <p className={styles["title"]}>{toast.title}</p>
        {toast.detail && <p className={styles["detail"]}>{toast.detail}</p>}
      </div>
      {toast.action && (
        <Button
          size="small"
          onPress={() => {
            toast.action?.onAction();
            onGone();
          }}
        >
          {toast.action.label}
          <span className={styles["countdown"]} aria-hidden>
            {seconds}
          </span>
        </Button>
      )}
      <IconButton
        size="small"
        label={t`Dismiss`}
        icon={<X size={14} strokeWidth={1.75} aria-hidden />}
        onPress={onGone}
      />
    </li>
  );
}
