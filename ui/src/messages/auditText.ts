import { plural, t } from "@lingui/core/macro";

import type { Format } from "../format/format";
import type { Action } from "../ipc/generated/Action";
import type { ActionKind } from "../ipc/generated/ActionKind";
import type { AuditVerdict } from "../ipc/generated/AuditVerdict";
import { slotKindWord } from "./vaultText";

/** What entries are about, as a filter. */
export function actionKindWord(kind: ActionKind): string {
  switch (kind) {
    case "token":
      return t`Tokens`;
    case "key":
      return t`Keys: copied, revealed, rotated`;
    case "scope":
      return t`Scopes`;
    case "route":
      return t`Routes`;
    case "settings":
      return t`Settings`;
    case "vault":
      return t`Vault`;
    case "admin_key":
      return t`Admin keys`;
    case "backup":
      return t`Backups`;
  }
}

/** What was changed: a name as somebody gave it, or what of the console it is. */
export function subjectText({ action, subject }: { action: Action; subject: string }): string {
  switch (action) {
    case "settings_changed":
      return settingsText(subject);
    case "keyring_slot_added":
    case "passphrase_set":
    case "recovery_code_set":
    case "data_key_changed":
    case "data_key_rotated":
      return t`Vault`;
    case "slot_removed":
      return subject === "keyring" || subject === "passphrase" || subject === "recovery"
        ? slotKindWord(subject)
        : subject;
    default:
      return subject;
  }
}

function settingsText(subject: string): string {
  switch (subject) {
    case "settings":
      return t`Settings`;
    case "enforcement":
      return t`Enforce on this machine`;
    case "backup":
      return t`Daily backup`;
    case "unmatched requests":
      return t`Requests without a route`;
    default:
      return subject;
  }
}

/** Where somebody sat; an actor of an unknown form is shown as it is. */
export function actorText(actor: string): { name: string; place: string } {
  const at = actor.indexOf(":");
  const [seat, name] = at < 0 ? [actor, actor] : [actor.slice(0, at), actor.slice(at + 1)];
  switch (seat) {
    case "desk":
      return { name, place: t`Console` };
    case "cli":
      return { name, place: t`Command line` };
    case "api":
      return { name, place: t`HTTP API` };
    case "verifier":
      return { name: t`Verifier`, place: t`on its own` };
    default:
      return { name: actor, place: "" };
  }
}

export interface VerdictText {
  isIntact: boolean;
  title: string;
  detail: string;
}

/** Whether the log is as it was written, and what that means. */
export function verdictText(verdict: AuditVerdict, format: Format): VerdictText {
  switch (verdict.kind) {
    case "intact": {
      const count = format.count(verdict.entries);
      return {
        isIntact: true,
        title: plural(verdict.entries, {
          one: `The one entry is as it was written`,
          other: `All ${count} entries are as they were written`,
        }),
        detail: noted(verdict.noted, format),
      };
    }
    case "altered": {
      const number = format.count(verdict.number);
      return {
        isIntact: false,
        title: t`Entry ${number} is not as it was written`,
        detail: t`It was changed, or another one was put in its place. Everything before it is in order.`,
      };
    }
    case "missing": {
      const first = format.count(verdict.first);
      const last = format.count(verdict.last);
      return {
        isIntact: false,
        title:
          verdict.first === verdict.last
            ? t`Entry ${first} was removed`
            : t`Entries ${first} to ${last} were removed`,
        detail: t`Everything before that is in order.`,
      };
    }
    case "foreign": {
      const number = format.count(verdict.number);
      return {
        isIntact: false,
        title: t`Entry ${number} was not written by Tokendesk`,
        detail: t`Somebody put it behind the end of the log. Everything before it is in order.`,
      };
    }
    case "noted_head_gone":
      return {
        isIntact: false,
        title: t`The head that you noted is not in the log`,
        detail: t`In itself the log is in order, but it was cut off or written anew since you noted the head.`,
      };
    case "not_a_head":
      return {
        isIntact: false,
        title: t`This is no head`,
        detail: t`A head has 64 digits, 0-9 and a-f.`,
      };
  }
}

function noted(number: number | null, format: Format): string {
  if (number === null) return t`No entry was changed, removed, inserted or moved.`;
  if (number === 0) return t`You noted the head of the empty log: nothing has gone since.`;
  const entry = format.count(number);
  return t`You noted the head of entry ${entry}: the log up to it is the very same.`;
}
