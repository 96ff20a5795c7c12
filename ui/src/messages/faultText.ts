import { t } from "@lingui/core/macro";

import type { Fault } from "../ipc/generated/Fault";

export interface FaultText {
  /** What happened. */
  what: string;
  /** What to do next. */
  next: string;
  /** From the system, for the curious; may be in English. */
  detail?: string;
}

/** What happened and what to do next. */
export function faultText(fault: Fault): FaultText {
  switch (fault.code) {
    case "invalid":
      return { what: t`Some fields are not right yet.`, next: t`Correct the marked fields and try again.` };
    case "conflict":
      return {
        what: t`This token was changed elsewhere meanwhile.`,
        next: t`Look at how it stands now, then make your change again.`,
      };
    case "not_found":
      return {
        what: t`This token does not exist any more.`,
        next: t`It was deleted for good; the list is up to date now.`,
      };
    case "not_editable":
      return {
        what: t`A revoked or deleted token can't be edited.`,
        next: t`Restore it from the trash first, or issue a new token.`,
      };
    case "key_not_kept":
      return {
        what: t`The key of this token was shown once and is not kept.`,
        next: t`If it is lost, revoke this token and issue a new one.`,
      };
    case "key_damaged":
      return {
        what: t`The sealed copy of this key does not open: it is damaged.`,
        next: t`The token itself keeps working. To have a key to copy, issue a new token.`,
      };
    case "vault_locked":
      return { what: t`The vault is locked.`, next: t`Unlock it to copy or reveal keys.` };
    case "vault_needs_passphrase":
      return {
        what: t`Keys can't be kept for copying yet: this machine has no usable keyring.`,
        next: t`Set a passphrase for the vault, or issue keys that are shown once.`,
      };
    case "wrong_passphrase":
      return { what: t`This passphrase is not the right one.`, next: t`Check Caps Lock and type it again.` };
    case "clipboard_unavailable":
      return {
        what: t`The clipboard could not be used.`,
        next: t`Close programs that manage the clipboard and try again.`,
        detail: fault.detail,
      };
    case "undo_expired":
      return { what: t`This can't be undone any more.`, next: t`Make the opposite change by hand.` };
    case "store_busy":
      return {
        what: t`The data file is busy: another program is writing to it.`,
        next: t`Try again in a moment.`,
      };
    case "store_full":
      return { what: t`The disk is full; nothing was saved.`, next: t`Free some space and try again.` };
    case "store_read_only":
      return {
        what: t`The data file can't be written to.`,
        next: t`Give your account write access to the file and its folder, then try again.`,
      };
    case "store_unreadable":
      return {
        what: t`The data file can't be opened.`,
        next: t`Check that the file is there and that your account may read it, then start again.`,
        detail: fault.detail,
      };
    case "store_newer": {
      const { found, known } = fault;
      return {
        what: t`The data file was written by a newer version of Tokendesk (format ${found}; this one knows ${known}).`,
        next: t`Install the newer version. The file is left as it is.`,
      };
    }
    case "store_corrupt": {
      const { table, column, row } = fault;
      return {
        what: t`The data file is damaged.`,
        next: t`Restore it from a backup.`,
        detail: `${table}.${column}, row ${row}`,
      };
    }
    case "internal":
      return {
        what: t`Something went wrong that should not.`,
        next: t`Try again. If it stays, restart Tokendesk; the log has the details.`,
        detail: fault.detail,
      };
  }
}
