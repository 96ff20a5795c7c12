import { t } from "@lingui/core/macro";

import type { AddressNote } from "../ipc/generated/AddressNote";

/** Worth saying at an entry that is accepted. `canonical` is how it is saved. */
export function addressNoteText(note: AddressNote, raw: string, canonical: string): string {
  switch (note) {
    case "normalised":
      return t`“${raw}” is saved as ${canonical}.`;
    case "duplicate":
      return t`“${raw}” is already in the list.`;
    case "never_matches":
      return t`“${raw}” never matches: the block list covers it.`;
    case "everything":
      return t`“${raw}” covers every address.`;
  }
}
