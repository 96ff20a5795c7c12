import { t } from "@lingui/core/macro";

import type { Format } from "../format/format";
import type { Field } from "../ipc/generated/Field";
import type { RowProblem } from "../ipc/generated/RowProblem";
import type { ShapeProblem } from "../ipc/generated/ShapeProblem";
import type { TokenFileProblem } from "../ipc/generated/TokenFileProblem";
import { fieldName } from "./fieldName";
import { problemText } from "./problemText";

/** Why a file can't be read as tokens, and what to do about it. */
export function tokenFileProblemText(problem: TokenFileProblem): { what: string; next: string } {
  switch (problem) {
    case "unreadable":
      return {
        what: t`The file can't be read.`,
        next: t`Check that it is there and that your account may read it.`,
      };
    case "too_large":
      return { what: t`The file is larger than 64 MB.`, next: t`Split it and import the parts.` };
    case "empty":
      return { what: t`The file has no rows.`, next: t`Choose a file with a token in each row.` };
    case "no_scopes":
      return { what: t`The file names no scopes.`, next: t`Choose those that all of its tokens get.` };
    case "missing_column":
      return {
        what: t`A column is missing.`,
        next: t`The first line of a table names its columns; “name” must be among them.`,
      };
    case "unknown_column":
      return {
        what: t`The table has a column that there is not.`,
        next: t`Rename it or leave it out, then choose the file again.`,
      };
    case "duplicate_column":
      return {
        what: t`A column is there twice.`,
        next: t`Leave one of them out, then choose the file again.`,
      };
    case "unbalanced_quotes":
      return {
        what: t`A quotation mark is missing in the table.`,
        next: t`Export it anew from where it comes, or close the quotation, then choose it again.`,
      };
    case "row_too_long":
      return {
        what: t`A row is longer than 1 MB.`,
        next: t`Look whether a quotation or a line break is missing there, then choose the file again.`,
      };
    case "not_rows":
      return {
        what: t`This is no file of tokens.`,
        next: t`Choose a table (CSV), JSON Lines, or a list of tokens that new-api or one-api answered with.`,
      };
    case "gone":
      return { what: t`No file is chosen any more.`, next: t`Choose the file again.` };
  }
}

/** What is wrong with a row, after the name of what it is wrong with. */
export function rowProblemText(problem: RowProblem, format: Format): string {
  switch (problem.code) {
    case "field":
      return placed(columnName(problem.error.field), problemText(problem.error, format, problem.entry));
    case "no_number":
      return placed(columnName(problem.field), t`Enter a number, or leave it out.`);
    case "unknown_window": {
      const windows = problem.field === "rate" ? "second, minute, hour" : "minute, hour, day, month";
      const { word } = problem;
      return placed(
        columnName(problem.field),
        word === null
          ? t`Say the window, such as 100/minute: ${windows}.`
          : t`There is no window “${word}”; there are ${windows}.`,
      );
    }
    case "shape":
      return problem.column === null
        ? shapeText(problem.problem, problem.detail)
        : placed(problem.column, shapeText(problem.problem, problem.detail));
    case "key_too_short": {
      const [length, min] = [format.count(problem.length), format.count(problem.min)];
      return placed(t`Key`, t`${length} characters are too few; ${min} are the least.`);
    }
    case "key_too_long": {
      const [length, max] = [format.count(problem.length), format.count(problem.max)];
      return placed(t`Key`, t`${length} characters are too many; ${max} are the most.`);
    }
    case "key_bad_character":
      return placed(t`Key`, t`It may have letters, digits and - . _ ~ + / alone, and = at its end.`);
    case "key_masked":
      return placed(
        t`Key`,
        t`Only a part of it is here; the rest is masked. Give each token a new key instead.`,
      );
    case "key_guessable":
      return placed(t`Key`, t`It repeats so few characters that it can be guessed.`);
    case "key_twice":
      return placed(t`Key`, t`An earlier row has the same one.`);
    case "key_taken": {
      const { id } = problem;
      const fields = format.list(problem.fields.map(fieldName));
      return placed(t`Key`, t`It is that of token ${id}, which differs in: ${fields}.`);
    }
    case "key_rotated": {
      const { id } = problem;
      return placed(t`Key`, t`It was that of token ${id}, which has a new one now.`);
    }
    case "token_gone": {
      const { id } = problem;
      return placed(t`Key`, t`It is that of token ${id}, which is revoked or in the trash.`);
    }
  }
}

function placed(place: string, text: string): string {
  return t`${place}: ${text}`;
}

function columnName(field: Field): string {
  switch (field) {
    case "name":
    case "description":
    case "expiry":
    case "allowIps":
    case "blockIps":
    case "requestLimit":
    case "rate":
    case "scopes":
    case "quota":
    case "dailyQuota":
    case "monthlyQuota":
    case "models":
    case "group":
      return fieldName(field);
    case "burst":
      return t`At once`;
    default:
      // No row has the other fields.
      return field;
  }
}

function shapeText(problem: ShapeProblem, detail: string): string {
  switch (problem) {
    case "wrong_cell_count":
      return t`The row has more or fewer cells than there are columns.`;
    case "not_utf8":
      return t`This is not UTF-8 text.`;
    case "not_json":
      return t`This is no JSON object on one line.`;
    case "wrong_type":
      return t`A value of another kind belongs here.`;
    case "unknown_column":
      return t`There is no such column.`;
    case "twice":
      return t`It is there twice.`;
    case "not_yes_or_no":
      return t`Write true or false, yes or no, 1 or 0.`;
    case "not_a_digest":
      return t`Write the SHA-256 of the key: 64 hexadecimal digits, or 32 bytes in base64.`;
    case "two_keys":
      return t`The row has a key and a hash; leave one of them out.`;
    case "deleted":
      return t`The token is deleted there.`;
    case "other":
      return detail;
  }
}
