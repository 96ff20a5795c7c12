import { t } from "@lingui/core/macro";

import type { Refusal } from "../ipc/generated/Refusal";

/** Why requests were refused, in a word or two; a reason that a later version knows is shown by its code. */
export function refusalWord(code: string): string {
  switch (code as Refusal) {
    case "key_missing":
      return t`No key`;
    case "several_keys":
      return t`Several keys`;
    case "unknown_key":
      return t`Unknown key`;
    case "deleted":
      return t`In the trash`;
    case "revoked":
      return t`Revoked`;
    case "disabled":
      return t`Disabled`;
    case "key_rotated_out":
      return t`Old key`;
    case "expired":
      return t`Expired`;
    case "address_unknown":
      return t`Address not known`;
    case "ip_blocked":
      return t`Address blocked`;
    case "ip_not_allowed":
      return t`Address not allowed`;
    case "path_refused":
      return t`Path refused`;
    case "no_route":
      return t`No route`;
    case "scope_missing":
      return t`Scope missing`;
    case "rate_limited":
      return t`Too fast`;
    case "limit_reached":
      return t`Request limit used up`;
    case "counting_unavailable":
      return t`Could not be counted`;
    default:
      return code;
  }
}
