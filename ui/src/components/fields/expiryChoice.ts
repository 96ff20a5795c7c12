import type { ExpiryDraft } from "../../ipc/generated/ExpiryDraft";

/** The days ahead that are offered by one click. */
export const presetDays = [7, 30, 60, 90] as const;

/** What is chosen among the kinds of expiry, as one word for a radio group. */
export type ExpiryChoice = "unchanged" | "never" | "day" | "moment" | `in_${number}`;

export function choiceOf(expiry: ExpiryDraft): ExpiryChoice {
  return expiry.kind === "in_days" ? `in_${expiry.days}` : expiry.kind;
}

/** The draft for a choice; a day that was already picked is carried from date to date and time and back. */
export function choose(choice: ExpiryChoice, before: ExpiryDraft): ExpiryDraft {
  switch (choice) {
    case "unchanged":
    case "never":
      return { kind: choice };
    case "day":
      return { kind: "day", day: dayOf(before) };
    case "moment": {
      const day = dayOf(before);
      return { kind: "moment", moment: day === "" ? "" : `${day}T18:00` };
    }
    default:
      return { kind: "in_days", days: Number(choice.slice("in_".length)) };
  }
}

/** The day in a draft as `2027-01-31`, or blank. */
function dayOf(expiry: ExpiryDraft): string {
  if (expiry.kind === "day") return expiry.day;
  if (expiry.kind === "moment") return expiry.moment.split("T")[0] ?? "";
  return "";
}
