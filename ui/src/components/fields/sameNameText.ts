import { plural } from "@lingui/core/macro";

/** Names need not be unique, but two of the same are easily confused. */
export function sameNameText(count: number): string {
  return plural(count, {
    one: "# other token has the same name.",
    other: "# other tokens have the same name.",
  });
}
