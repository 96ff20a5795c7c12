import { plural, t } from "@lingui/core/macro";
import { useQueryClient } from "@tanstack/react-query";

import { useToasts } from "../../components/ToastContext";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { ChangeOutcome } from "../../ipc/generated/ChangeOutcome";
import type { Target } from "../../ipc/generated/Target";
import { faultText } from "../../messages/faultText";
import { queryKeys } from "../../session/queryKeys";
import type { Fix } from "./fixes";

/** Carries a fix out and offers Undo where it can. Rejects with the fault. */
export function useFix(): (fix: Fix, target: Target, reason: string) => Promise<void> {
  const toasts = useToasts();
  const format = useFormat();
  const queries = useQueryClient();

  const readAnew = () => {
    void queries.invalidateQueries({ queryKey: queryKeys.posture });
    void queries.invalidateQueries({ queryKey: queryKeys.data });
  };
  const undo = async (number: number) => {
    try {
      say(await command("undo_change", { undo: number }), t`Undone`);
    } catch (thrown) {
      const { what, next } = faultText(asFault(thrown));
      toasts.show({ tone: "danger", title: what, detail: next });
    } finally {
      readAnew();
    }
  };
  const say = ({ changed, unchanged, left, undo: number, fault }: ChangeOutcome, whole: string) => {
    const [done, all] = [format.count(changed), format.count(changed + unchanged + left)];
    toasts.show({
      tone: fault ? "danger" : left > 0 ? "info" : "success",
      title: left > 0 ? t`${done} of ${all} done` : whole,
      ...(fault ? { detail: faultText(fault).what } : {}),
      ...(number === null ? {} : { action: { label: t`Undo`, onAction: () => void undo(number) } }),
    });
  };
  return async (fix, target, reason) => {
    try {
      const outcome = await carryOut(fix, target, reason);
      const { changed } = outcome;
      say(outcome, plural(changed, { one: "# token changed", other: "# tokens changed" }));
    } finally {
      readAnew();
    }
  };
}

function carryOut(fix: Fix, target: Target, reason: string): Promise<ChangeOutcome> {
  switch (fix.kind) {
    case "disable":
      return command("change_tokens", { target, action: fix });
    case "revoke":
      return command("change_tokens", { target, action: { kind: "revoke", reason } });
    default:
      return command("apply_remedy", { target, remedy: fix });
  }
}
