import { plural, t } from "@lingui/core/macro";

import type { ChangeAction } from "../../ipc/generated/ChangeAction";

export type ActionKind = ChangeAction["kind"];

/** What is done to many; null: a change is taken back. */
export type RunningKind = ActionKind | "edit" | null;

/** What a button or menu entry says. */
export function actionLabel(kind: ActionKind): string {
  switch (kind) {
    case "disable":
      return t`Disable`;
    case "enable":
      return t`Enable`;
    case "revoke":
      return t`Revoke…`;
    case "delete":
      return t`Delete`;
    case "restore":
      return t`Restore`;
    case "purge":
      return t`Delete for good…`;
  }
}

/** What a toast says after it. */
export function doneText(kind: ActionKind, count: number, only: string | null): string {
  if (only !== null) {
    switch (kind) {
      case "disable":
        return t`“${only}” is disabled`;
      case "enable":
        return t`“${only}” is enabled`;
      case "revoke":
        return t`“${only}” is revoked`;
      case "delete":
        return t`“${only}” is in the trash`;
      case "restore":
        return t`“${only}” is restored`;
      case "purge":
        return t`“${only}” is deleted for good`;
    }
  }
  switch (kind) {
    case "disable":
      return plural(count, { one: "# token disabled", other: "# tokens disabled" });
    case "enable":
      return plural(count, { one: "# token enabled", other: "# tokens enabled" });
    case "revoke":
      return plural(count, { one: "# token revoked", other: "# tokens revoked" });
    case "delete":
      return plural(count, { one: "# token moved to the trash", other: "# tokens moved to the trash" });
    case "restore":
      return plural(count, { one: "# token restored", other: "# tokens restored" });
    case "purge":
      return plural(count, { one: "# token deleted for good", other: "# tokens deleted for good" });
  }
}

/** What a toast says after a change that was stopped; both counts are formatted. */
export function partText(kind: ActionKind, done: string, total: string): string {
  switch (kind) {
    case "disable":
      return t`${done} of ${total} disabled`;
    case "enable":
      return t`${done} of ${total} enabled`;
    case "revoke":
      return t`${done} of ${total} revoked`;
    case "delete":
      return t`${done} of ${total} moved to the trash`;
    case "restore":
      return t`${done} of ${total} restored`;
    case "purge":
      return t`${done} of ${total} deleted for good`;
  }
}

/** What is being done. */
export function runningText(kind: RunningKind): string {
  switch (kind) {
    case "edit":
      return t`Editing tokens…`;
    case "disable":
      return t`Disabling tokens…`;
    case "enable":
      return t`Enabling tokens…`;
    case "revoke":
      return t`Revoking tokens…`;
    case "delete":
      return t`Moving tokens to the trash…`;
    case "restore":
      return t`Restoring tokens…`;
    case "purge":
      return t`Deleting tokens for good…`;
    case null:
      return t`Taking the change back…`;
  }
}

/** The question before a change to several, or before one that is final. */
export function questionText(kind: ActionKind, count: number, only: string | null): string {
  if (only !== null) {
    switch (kind) {
      case "disable":
        return t`Disable “${only}”?`;
      case "enable":
        return t`Enable “${only}”?`;
      case "revoke":
        return t`Revoke “${only}”?`;
      case "delete":
        return t`Delete “${only}”?`;
      case "restore":
        return t`Restore “${only}”?`;
      case "purge":
        return t`Delete “${only}” for good?`;
    }
  }
  switch (kind) {
    case "disable":
      return plural(count, { one: "Disable # token?", other: "Disable # tokens?" });
    case "enable":
      return plural(count, { one: "Enable # token?", other: "Enable # tokens?" });
    case "revoke":
      return plural(count, { one: "Revoke # token?", other: "Revoke # tokens?" });
    case "delete":
      return plural(count, { one: "Delete # token?", other: "Delete # tokens?" });
    case "restore":
      return plural(count, { one: "Restore # token?", other: "Restore # tokens?" });
    case "purge":
      return plural(count, { one: "Delete # token for good?", other: "Delete # tokens for good?" });
  }
}

/** What it means for those who use the tokens. */
export function consequenceText(kind: ActionKind): string {
  switch (kind) {
    case "disable":
      return t`A disabled token is refused until it is enabled again.`;
    case "enable":
      return t`An enabled token works again at once.`;
    case "revoke":
      return t`This is final: a revoked token never works again.`;
    case "delete":
      return t`A deleted token is refused. It can be restored from the trash for 30 days.`;
    case "restore":
      return t`A restored token is as it was before.`;
    case "purge":
      return t`This is final: it can't be restored any more.`;
  }
}
