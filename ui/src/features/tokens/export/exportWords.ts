import { plural } from "@lingui/core/macro";

/** Why revoked and deleted tokens are not in the file. */
export function leftOutText(leftOut: number, count: (value: number) => string): string {
  const number = count(leftOut);
  return plural(leftOut, {
    one: `${number} revoked or deleted token is left out: an import would bring it back to life.`,
    other: `${number} revoked or deleted tokens are left out: an import would bring them back to life.`,
  });
}

/** Why keys are not in the file. */
export function withoutKeyText(withoutKey: number, count: (value: number) => string): string {
  const number = count(withoutKey);
  return plural(withoutKey, {
    one: `${number} token is in it without its key, of which no copy is kept.`,
    other: `${number} tokens are in it without their keys, of which no copy is kept.`,
  });
}
