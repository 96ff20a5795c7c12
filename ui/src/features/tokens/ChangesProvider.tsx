import { plural, t } from "@lingui/core/macro";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, Suspense, useMemo, useRef, useState } from "react";

import { lazily } from "../../components/lazily";
import { useToasts } from "../../components/ToastContext";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { BulkEdit } from "../../ipc/generated/BulkEdit";
import type { ChangeAction } from "../../ipc/generated/ChangeAction";
import type { ChangeOutcome } from "../../ipc/generated/ChangeOutcome";
import type { Target } from "../../ipc/generated/Target";
import { faultText } from "../../messages/faultText";
import { queryKeys } from "../../session/queryKeys";
import { type Changes, ChangesContext } from "./ChangesContext";
import { type ActionKind, doneText, partText, type RunningKind, runningText } from "./changeWords";
import { useChangeProgress } from "../../session/useChangeProgress";
import { useLate } from "../../session/useLate";

const BulkEditDialog = lazily(() => import("./bulkEdit/BulkEditDialog"), "BulkEditDialog");
const ChangeDialog = lazily(() => import("./ChangeDialog"), "ChangeDialog");
const ProgressDialog = lazily(() => import("../../components/ProgressDialog"), "ProgressDialog");

/** A change that is over sooner shows no progress. */
const QUICK_MS = 400;

interface Asked {
  kind: ActionKind;
  target: Target;
  count: number;
  onDone: (() => void) | undefined;
}

const isFinal = (kind: ActionKind) => kind === "revoke" || kind === "purge";
const isSingle = (target: Target) => target.kind === "ids" && target.ids.length === 1;

/** Carries out changes to tokens: asks where it must, shows how far many have come, offers Undo where it can. */
export function ChangesProvider({ children }: { children: ReactNode }) {
  const toasts = useToasts();
  const format = useFormat();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [edited, setEdited] = useState<Omit<Asked, "kind"> | null>(null);
  /** The change that is being made. */
  const [running, setRunning] = useState<{ kind: RunningKind } | null>(null);
  const progress = useChangeProgress(running !== null);
  const isLate = useLate(running !== null, QUICK_MS);
  const lastUndo = useRef<{ undo: number; dismissToast: () => void } | null>(null);

  const changes = useMemo(() => {
    const sayFault = (thrown: unknown) => {
      const { what, next } = faultText(asFault(thrown));
      toasts.show({ tone: "danger", title: what, detail: next });
    };
    const run = async (kind: RunningKind, change: () => Promise<ChangeOutcome>) => {
      setRunning({ kind });
      try {
        return await change();
      } finally {
        setRunning(null);
        // The event that tells of it may come a moment later.
        void queries.invalidateQueries({ queryKey: queryKeys.data });
      }
    };
    const say = (title: string, { left, undo: number, fault }: ChangeOutcome) => {
      const tone = fault ? "danger" : left > 0 ? "info" : "success";
      const detail = fault ? { detail: faultText(fault).what } : {};
      if (number === null) {
        toasts.show({ tone, title, ...detail });
        return;
      }
      const action = { label: t`Undo`, onAction: () => void undo(number) };
      const dismissToast = toasts.show({ tone, title, action, ...detail });
      lastUndo.current = { undo: number, dismissToast };
    };
    const undo = async (number: number) => {
      lastUndo.current = null;
      try {
        const outcome = await run(null, () => command("undo_change", { undo: number }));
        if (outcome.left === 0) {
          toasts.show({ tone: "info", title: t`Undone`, lastsMs: 3000 });
          return;
        }
        const [done, all] = counts(outcome);
        say(t`${done} of ${all} taken back`, outcome);
      } catch (thrown) {
        sayFault(thrown);
      }
    };
    const counts = ({ changed, unchanged, left }: ChangeOutcome) =>
      [format.count(changed), format.count(changed + unchanged + left)] as const;
    /** Rejects with the fault. */
    const carryOut = async (action: ChangeAction, target: Target, onDone?: () => void) => {
      const only = isSingle(target) ? (await command("preview_change", { target, action })).only : null;
      const outcome = await run(action.kind, () => command("change_tokens", { target, action }));
      onDone?.();
      say(
        outcome.left > 0
          ? partText(action.kind, ...counts(outcome))
          : doneText(action.kind, outcome.changed, only),
        outcome,
      );
    };
    /** Rejects with the fault. */
    const carryOutEdit = async (edit: BulkEdit, target: Target, onDone?: () => void) => {
      const outcome = await run("edit", () => command("apply_bulk_edit", { target, edit }));
      onDone?.();
      const { changed, left } = outcome;
      const [done, all] = counts(outcome);
      say(
        left > 0
          ? t`${done} of ${all} edited`
          : plural(changed, { one: "# token edited", other: "# tokens edited" }),
        outcome,
      );
    };
    const outward: Changes = {
      start(kind, target, count, onDone) {
        if (isFinal(kind) || !isSingle(target)) {
          setAsked({ kind, target, count, onDone });
          return;
        }
        carryOut({ kind }, target, onDone).catch(sayFault);
      },
      edit(target, count, onDone) {
        setEdited({ target, count, onDone });
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
    return { outward, carryOut, carryOutEdit };
  }, [toasts, format, queries]);

  return (
    <ChangesContext value={changes.outward}>
      {children}
      <Suspense fallback={null}>
        {asked && (
          <ChangeDialog
            kind={asked.kind}
            target={asked.target}
            count={asked.count}
            isHidden={isLate}
            carryOut={(action) => changes.carryOut(action, asked.target, asked.onDone)}
            onClose={() => {
              setAsked(null);
            }}
          />
        )}
      </Suspense>
      <Suspense fallback={null}>
        {edited && (
          <BulkEditDialog
            target={edited.target}
            count={edited.count}
            isHidden={isLate}
            carryOut={(edit) => changes.carryOutEdit(edit, edited.target, edited.onDone)}
            onClose={() => {
              setEdited(null);
            }}
          />
        )}
      </Suspense>
      <Suspense fallback={null}>
        {running && isLate && (
          <ProgressDialog
            title={runningText(running.kind)}
            progress={progress}
            hint={t`What is done when you cancel stays done.`}
            onCancel={() => {
              // Refused only where nothing runs any more; then the dialog goes anyway.
              command("cancel_change").catch(() => undefined);
            }}
          />
        )}
      </Suspense>
    </ChangesContext>
  );
}
