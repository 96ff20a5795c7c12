import { addressNoteText } from "../../messages/addressNoteText";
import { addressProblemText } from "../../messages/addressProblemText";
import type { AddressReading } from "../../ipc/generated/AddressReading";
import type { Tone } from "./FieldMessage";

/** How loudly an entry speaks; null: nothing to say. */
export function toneOf(reading: AddressReading | undefined): Tone | null {
  if (!reading) return null;
  if (reading.problem) return "error";
  if (reading.note === "never_matches" || reading.note === "everything") return "warning";
  return reading.note ? "note" : null;
}

/** What is to be said of an entry. */
export function readingText(reading: AddressReading): string | null {
  const { raw, canonical, problem, note } = reading;
  if (problem) return addressProblemText(problem, raw);
  return note ? addressNoteText(note, raw, canonical ?? raw) : null;
}

/**
 * The reading of each entry. A reading may be one keystroke older than the list, so it is looked up
 * at the entry's place first and by its text otherwise.
 */
export function readingsOf(
  entries: readonly string[],
  readings: readonly AddressReading[],
): (AddressReading | undefined)[] {
  const byText = new Map(readings.map((reading) => [reading.raw, reading]));
  return entries.map((entry, index) => {
    const here = readings[index];
    return here?.raw === entry ? here : byText.get(entry);
  });
}
