import { plural, t } from "@lingui/core/macro";

import type { Format } from "../format/format";
import type { Field } from "../ipc/generated/Field";
import type { FieldError } from "../ipc/generated/FieldError";
import { addressProblemText } from "./addressProblemText";

/** What is wrong with a field and what would be right. `raw` is the text or entry as typed. */
export function problemText(error: FieldError, format: Format, raw = ""): string {
  const { field, problem } = error;
  switch (problem.code) {
    case "required":
      return requiredText(field);
    case "too_long":
      return tooLongText(field, problem.length, problem.max, format);
    case "too_short": {
      const { length, min } = problem;
      return plural(length, {
        one: `# character is too short; ${min} is the least.`,
        other: `# characters are too short; ${min} is the least.`,
      });
    }
    case "too_many": {
      const [count, max] = [format.count(problem.count), format.count(problem.max)];
      return t`${count} entries are too many; ${max} is the most.`;
    }
    case "control_character":
      return t`It has a character that can't be seen, such as a tab or a line break; remove it.`;
    case "bad_character":
      return badCharacterText(field, problem.character);
    case "address":
      return addressProblemText(problem.problem, raw);
    case "not_a_whole_number":
      return t`Enter a whole number, such as 10000. Blank or 0 is unlimited.`;
    case "negative":
      return t`Enter a number that is not negative. Blank or 0 is unlimited.`;
    case "fraction":
      return t`Enter a whole number, without a fraction.`;
    case "too_large": {
      const max = format.count(problem.max);
      return t`The number is too large; ${max} is the most.`;
    }
    case "not_an_amount":
      return t`Enter an amount, such as 12.50, $12.50 or 2500 credits. Blank is unlimited.`;
    case "negative_amount":
      return t`Enter an amount that is not negative. Blank is unlimited.`;
    case "not_whole_units": {
      const nearest = format.amount(problem.nearest, problem.denomination);
      return t`This is no whole number of units; the nearest amount is ${nearest}.`;
    }
    case "amount_too_large": {
      const max = format.amount(problem.max, problem.denomination);
      return t`The amount is too large; ${max} is the most.`;
    }
    case "out_of_range": {
      const [min, max] = [format.count(problem.min), format.count(problem.max)];
      return t`Enter a number from ${min} to ${max}.`;
    }
    case "not_a_date":
      return t`This is not a date; complete it with year, month and day.`;
    case "not_in_time_zone":
      return t`This time does not exist in your time zone: the clock is put forward then. Choose another.`;
    case "past": {
      const moment = format.moment(problem.atMs);
      return t`${moment} is in the past; choose a later moment.`;
    }
    case "too_far":
      return t`This date is too far ahead; choose an earlier one, or Indefinite.`;
    case "unknown_scope": {
      const name = problem.name;
      return t`There is no scope “${name}”; leave it out.`;
    }
    case "retired_scope": {
      const name = problem.name;
      return t`The scope “${name}” is retired and can't be newly given; leave it out.`;
    }
    case "not_a_time": {
      const most = format.count(problem.maxDays);
      return t`This is not a time of up to ${most} days; write 30m, 24h or 7d.`;
    }
    case "unlimited_is_final":
      return t`This token was issued as unlimited, and that can't be modified. Issue another token for a limit.`;
    case "taken": {
      const name = problem.name;
      return t`“${name}” exists already; choose another name.`;
    }
    case "mismatch":
      return t`The two passphrases are not the same; type it again.`;
  }
}

function requiredText(field: Field): string {
  switch (field) {
    case "name":
    case "scopeName":
      return t`Enter a name.`;
    case "expiry":
    case "since":
    case "until":
      return t`Choose a date.`;
    case "scopes":
      return t`Choose at least one scope.`;
    case "reason":
      return t`Enter a reason.`;
    case "passphrase":
      return t`Enter a passphrase.`;
    case "keyPrefix":
      return t`Enter a prefix.`;
    case "clipboardSeconds":
      return t`Enter a number of seconds.`;
    case "autoLockMinutes":
      return t`Enter a number of minutes.`;
    case "rate":
      return t`Enter a rate, or clear “at once”.`;
    case "models":
      return t`Name at least one model, or allow all of them.`;
    case "grace":
    case "quietFor":
    case "description":
    case "quota":
    case "dailyQuota":
    case "monthlyQuota":
    case "group":
    case "allowIps":
    case "blockIps":
    case "requestLimit":
    case "burst":
    case "scopeGroup":
      return t`Fill in this field.`;
  }
}

function tooLongText(field: Field, length: number, max: number, format: Format): string {
  const most = format.count(max);
  const is = format.count(length);
  const over = length - max;
  if (field === "name") return t`The name is ${is} characters; ${most} is the most.`;
  return plural(over, {
    one: `${is} characters: # too many; ${most} is the most.`,
    other: `${is} characters: # too many; ${most} is the most.`,
  });
}

function badCharacterText(field: Field, character: string): string {
  if (field === "scopeName")
    return t`“${character}” can't stand in a scope name; use English letters, digits and signs such as . : _ - /, without blanks, quotes and commas.`;
  if (field === "keyPrefix")
    return t`“${character}” can't stand there; a prefix starts with a letter and has letters, digits, _ and - only.`;
  if (field === "models") return t`“${character}” can't stand in a model's name; separate names by commas.`;
  return t`“${character}” can't stand there; remove it.`;
}
