import { t } from "@lingui/core/macro";
import { type ReactNode, useMemo, useRef, useState } from "react";

import { useToasts } from "../../components/ToastContext";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { ChangeAction } from "../../ipc/generated/ChangeAction";
import type { Target } from "../../ipc/generated/Target";
import { faultText } from "../../messages/faultText";
import { ChangeDialog } from "./ChangeDialog";
import { type Changes, ChangesContext } from "./ChangesContext";
import { type ActionKind, doneText } from "./changeWords";

interface Asked {
  kind: ActionKind;
  target: Target;
  onDone: (() => void) | undefined;
}

const isFinal = (kind: ActionKind) => kind === "revoke" || kind === "purge";
const isSingle = (target: Target) => target.kind === "ids" && target.ids.length === 1;

/** Carries out changes to tokens: asks where it must, offers Undo where it can. */
export function ChangesProvider({ children }: { children: ReactNode }) {
  const toasts = useToasts();
  const [asked, setAsked] = useState<Asked | null>(null);
  const lastUndo = useRef<{ undo: number; dismissToast: () => void } | null>(null);

  const changes = useMemo(() => {
    const sayFault = (thrown: unknown) => {
      const { what, next } = faultText(asFault(thrown));
      toasts.show({ tone: "danger", title: what, detail: next });
    };
    const undo = async (number: number) => {
      lastUndo.current = null;
      try {
        await command("undo_change", { undo: number });
        toasts.show({ tone: "info", title: t`Undone`, lastsMs: 3000 });
      } catch (thrown) {
        sayFault(thrown);
      }
    };
    /** Rejects with the fault. */
    const carryOut = async (action: ChangeAction, target: Target, onDone?: () => void) => {
      const only = isSingle(target) ? (await command("preview_change", { target, action })).only : null;
      const outcome = await command("change_tokens", { target, action });
      onDone?.();
      const { undo: number } = outcome;
      const title = doneText(action.kind, outcome.changed, only);
      if (number === null) {
        toasts.show({ tone: "success", title });
        return;
      }
      const dismissToast = toasts.show({
        tone: "success",
        title,
        action: { label: t`Undo`, onAction: () => void undo(number) },
      });
      lastUndo.current = { undo: number, dismissToast };
    };
    const outward: Changes = {
      start(kind, target, onDone) {
        if (isFinal(kind) || !isSingle(target)) {
          setAsked({ kind, target, onDone });
          return;
        }
        carryOut({ kind }, target, onDone).catch(sayFault);
      },
      undoLast() {
        const last = lastUndo.current;
        if (last === null) {
          toasts.show({ tone: "info", title: t`There is nothing to undo`, lastsMs: 3000 });
          return;
        }
        last.dismissToast();
        void undo(last.undo);
      },
    };
    return { outward, carryOut };
  }, [toasts]);

  return (
    <ChangesContext value={changes.outward}>
      {children}
      {asked && (
        <ChangeDialog
          kind={asked.kind}
          target={asked.target}
          carryOut={(action) => changes.carryOut(action, asked.target, asked.onDone)}
          onClose={() => {
            setAsked(null);
          }}
        />
      )}
    </ChangesContext>
  );
}
