/**
 * What stands in an address list while it is typed: finished entries and the text still in the input.
 * Whether an entry is an address is Rust's business; here text is only cut at its separators.
 */
export interface AddressEntries {
  readonly entries: readonly string[];
  /** Text in the input that no separator has finished yet. */
  readonly pending: string;
}

export const noAddresses: AddressEntries = { entries: [], pending: "" };

/** Comma and space as every keyboard here types them: ASCII, full-width and the Chinese enumeration comma. */
const separators = /[\s,;，、；]+/u;

/** The pieces of a text between separators; none is empty. */
export function splitEntries(text: string): string[] {
  return text.split(separators).filter((piece) => piece !== "");
}

/** The text in the input becomes entries. */
export function completePending({ entries, pending }: AddressEntries): AddressEntries {
  return { entries: [...entries, ...splitEntries(pending)], pending: "" };
}

/** Typed or pasted text: all that a separator has finished becomes entries, the rest stays in the input. */
export function typeText(value: AddressEntries, text: string): AddressEntries {
  const pieces = text.split(separators);
  const rest = pieces.pop() ?? "";
  const finished = pieces.filter((piece) => piece !== "");
  return finished.length === 0 && rest === text
    ? { ...value, pending: text }
    : { entries: [...value.entries, ...finished], pending: rest };
}

/** An entry goes back to the input to be changed; what stood there is finished first. */
export function reopenEntry(value: AddressEntries, index: number): AddressEntries {
  const { entries } = completePending(value);
  const reopened = entries[index];
  if (reopened === undefined) return value;
  return { entries: entries.filter((_, at) => at !== index), pending: reopened };
}

export function removeEntries(value: AddressEntries, indexes: ReadonlySet<number>): AddressEntries {
  return { ...value, entries: value.entries.filter((_, index) => !indexes.has(index)) };
}

/** All entries as they go to Rust: a text still in the input counts as one. */
export function allEntries(value: AddressEntries): string[] {
  return [...completePending(value).entries];
}
