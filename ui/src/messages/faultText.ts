import { t } from "@lingui/core/macro";

import type { Fault } from "../ipc/generated/Fault";
import { keyringText } from "./keyringText";
import { tokenFileProblemText } from "./tokenFileText";
import { slotKindWord } from "./vaultText";

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
        what: t`A revoked or deleted token can't be edited, nor get a new key.`,
        next: t`Restore it from the trash first, or issue a new token.`,
      };
    case "too_many_old_keys":
      return {
        what: t`As many old keys of this token pass as may at the same time.`,
        next: t`Revoke one of them, or let the present key end at once.`,
      };
    case "no_such_key":
      return {
        what: t`This old key does not exist any more.`,
        next: t`It has ended; the details are up to date now.`,
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
    case "wrong_recovery_code":
      return {
        what: t`This recovery code is not the one of this vault.`,
        next: t`It belongs to another data file, or was replaced by a newer one.`,
      };
    case "mistyped_recovery_code":
      return {
        what: t`The recovery code has a slip in it.`,
        next: t`Compare it with the paper, group by group.`,
      };
    case "wrong_groups":
      return {
        what: t`That is not what the code says; look at the paper again.`,
        next: t`The code does not open the vault yet.`,
      };
    case "no_recovery_draft":
      return { what: t`The vault was locked meanwhile.`, next: t`Unlock it and make a new recovery code.` };
    case "keyring_refused":
      return {
        what: keyringText(fault.problem),
        next: t`Nothing was changed. Try again when the keyring works, or use a passphrase.`,
      };
    case "no_such_slot":
      return {
        what: t`This way to open the vault does not exist any more.`,
        next: t`The list is up to date now.`,
      };
    case "last_slot":
      return {
        what: t`This is the last way that surely opens the vault; it stays.`,
        next: t`Add another one first, such as a passphrase or a recovery code.`,
      };
    case "secrets_needed": {
      const kinds = fault.kinds.map(slotKindWord).join(", ");
      return {
        what: t`Some ways to open the vault are of an older version: ${kinds}.`,
        next: t`Set them anew or remove them, then rotate the data key.`,
      };
    }
    case "foreign_slot":
      return {
        what: t`A way to open the vault was put into the data file by somebody who could not open it.`,
        next: t`Remove it before the data key is rotated: it would be given the new one.`,
      };
    case "clipboard_unavailable":
      return {
        what: t`The clipboard could not be used.`,
        next: t`Close programs that manage the clipboard and try again.`,
        detail: fault.detail,
      };
    case "file_not_written":
      return {
        what: t`The file could not be written.`,
        next: t`Save it in a folder that you may write to.`,
        detail: fault.detail,
      };
    case "file_no_room":
      return {
        what: t`There is no room for the file; none was written.`,
        next: t`Free some space, or save it on another disk.`,
        detail: fault.detail,
      };
    case "not_in_table": {
      const { name, entry } = fault;
      return {
        what: t`“${name}” can't stand in a table: “${entry}”, an entry of one of its lists, would be read as several.`,
        next: t`No file was written. Export it as JSON Lines.`,
      };
    }
    case "locked_meanwhile":
      return {
        what: t`The vault was locked meanwhile; no file was written.`,
        next: t`Export again and unlock it. Keys that were opened until then stand in the audit log.`,
      };
    case "invalid_route":
      return {
        what: t`The route is not right yet.`,
        next: t`Correct the marked fields and try again.`,
      };
    case "document_refused":
      return {
        what: t`This document can't be imported.`,
        next: t`Nothing of it was. Correct the document, or choose another one.`,
      };
    case "token_file_refused":
      return {
        ...tokenFileProblemText(fault.problem),
        ...(fault.detail !== "" && { detail: fault.detail }),
      };
    case "backup_unreadable":
      return {
        what: t`The file can't be read.`,
        next: t`Check that it is there and that your account may read it.`,
        detail: fault.detail,
      };
    case "not_a_backup":
      return {
        what: t`This file is no backup of Tokendesk.`,
        next: t`Nothing was changed. Choose another file.`,
      };
    case "backup_damaged":
      return {
        what: t`The backup is damaged. Nothing was changed.`,
        next: t`Choose another one; older ones are in the folder of backups.`,
        detail: fault.detail,
      };
    case "backup_newer": {
      const { found, known } = fault;
      return {
        what: t`The backup was made by a newer version of Tokendesk (format ${found}; this one knows ${known}).`,
        next: t`Install the newer version. Nothing was changed.`,
      };
    }
    case "backup_foreign":
      return {
        what: t`The backup is of another data file, and this one has tokens of its own.`,
        next: t`Nothing was changed. Restore it into a data folder of its own: tokendesk restore FILE --data FOLDER.`,
      };
    case "backup_no_room":
      return {
        what: t`There is no room for the backup; none was made.`,
        next: t`Free some space, or save a copy on another disk. The earlier backups are untouched.`,
      };
    case "backup_unwritable":
      return {
        what: t`The backup can't be written in this folder.`,
        next: t`Choose a folder that you may write to. The earlier backups are untouched.`,
        detail: fault.detail,
      };
    case "undo_expired":
      return { what: t`This can't be undone any more.`, next: t`Make the opposite change by hand.` };
    case "change_running":
      return {
        what: t`Another change to many tokens is still being made.`,
        next: t`Wait for its end or cancel it, then try again.`,
      };
    case "range_gone":
      return {
        what: t`The list has changed: an end of the selected range is not in it any more.`,
        next: t`Select the rows again.`,
      };
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
        next: t`Give your account write access to the file and its folder, or copy the folder to a place where you have it, then try again.`,
      };
    case "store_unreadable":
      return {
        what: t`The data file can't be opened.`,
        next: t`Check that your account may read it. If another program's file lies in its place, restore the data file from a backup.`,
        detail: fault.detail,
      };
    case "store_foreign":
      return {
        what: t`The data file is a database of another program.`,
        next: t`Nothing was changed. Move it to where it belongs and try again, or restore the data file from a backup: what lies there now is kept.`,
      };
    case "store_newer": {
      const { found, known } = fault;
      return {
        what: t`The data file was written by a newer version of Tokendesk (format ${found}; this one knows ${known}).`,
        next: t`Install the newer version. The file is left as it is.`,
      };
    }
    case "store_moved":
      return {
        what: t`The data file was moved, deleted or replaced while Tokendesk was using it. Nothing more is written to it.`,
        next: t`Put the file back into its folder and try again, or restart Tokendesk to use the one that is there now. A key that is still shown can be copied.`,
      };
    case "store_foreign_log":
      return {
        what: t`The log beside the data file (tokendesk.db-wal) belongs to another file, or to another state of this one. Nothing was changed.`,
        next: t`If the data file was put back from a copy, move tokendesk.db-wal and tokendesk.db-shm out of its folder, keep them, and try again.`,
      };
    case "store_damaged":
      return {
        what: t`The data file is damaged. Nothing was changed.`,
        next: wayBack(),
        ...(fault.at !== null && { detail: fault.at }),
      };
    case "store_corrupt": {
      const { table, column, row } = fault;
      return {
        what: t`A row of the data file is damaged. Nothing was changed.`,
        next: wayBack(),
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

/** What to do about damage, in the window that offers the backups and beside it. */
const wayBack = () =>
  t`Restore it from a backup, here or by tokendesk restore FILE. Without one, keep a copy of its whole folder, close Tokendesk and put an undamaged copy of the file in its place.`;
