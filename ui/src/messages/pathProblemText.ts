import { t } from "@lingui/core/macro";

import type { PathProblem } from "../ipc/generated/PathProblem";

/** Why a path is refused: two services could read it in two ways. */
export function pathProblemText(problem: PathProblem): string {
  switch (problem) {
    case "not_origin_form":
      return t`The path must begin with /.`;
    case "too_long":
      return t`The path is longer than 8 KiB.`;
    case "dot_segment":
      return t`The path has a segment . or .. in it.`;
    case "double_slash":
      return t`The path has two slashes in a row.`;
    case "backslash":
      return t`The path has a backslash in it.`;
    case "escaped_slash":
      return t`The path has an escaped slash (%2F) in it.`;
    case "bad_escape":
      return t`The path has a % without two hexadecimal digits after it.`;
    case "bad_character":
      return t`The path has a space, a # or a control character in it.`;
  }
}
