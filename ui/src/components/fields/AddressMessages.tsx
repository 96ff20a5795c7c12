import { plural } from "@lingui/core/macro";

import type { AddressReading } from "../../ipc/generated/AddressReading";
import { readingText, toneOf } from "./addressReadings";
import { FieldMessage } from "./FieldMessage";

/** So many lines are read; after them a count says more. */
const linesShown = 3;

/** What is to be said of the entries of one list, the errors first. */
export function AddressMessages({ readings }: { readings: readonly (AddressReading | undefined)[] }) {
  const lines = (["error", "warning", "note"] as const).flatMap((tone) =>
    readings.flatMap((reading) => {
      const text = reading && toneOf(reading) === tone ? readingText(reading) : null;
      return text === null ? [] : [{ tone, text }];
    }),
  );
  const distinct = [...new Map(lines.map((line) => [line.text, line])).values()];
  const rest = distinct.length - linesShown;
  return (
    <>
      {distinct.slice(0, linesShown).map(({ tone, text }) => (
        <FieldMessage key={text} tone={tone}>
          {text}
        </FieldMessage>
      ))}
      {rest > 0 && (
        <FieldMessage tone={distinct[linesShown]?.tone ?? "note"}>
          {plural(rest, { one: "and # more", other: "and # more" })}
        </FieldMessage>
      )}
    </>
  );
}
