import { t } from "@lingui/core/macro";

import type { Refusal } from "../ipc/generated/Refusal";

/** Why a request was refused, for a list of many; a reason that a later version wrote down is shown by its code. */
export function refusalWord(code: string): string {
  switch (code as Refusal) {
    case "key_missing":
      return t`No key`;
    case "several_keys":
      return t`Several keys`;
    case "unknown_key":
      return t`Unknown key`;
    case "deleted":
      return t`Token in the trash`;
    case "revoked":
      return t`Token revoked`;
    case "disabled":
      return t`Token disabled`;
    case "key_rotated_out":
      return t`Old key, replaced`;
    case "expired":
      return t`Token expired`;
    case "address_unknown":
      return t`Address not told`;
    case "ip_blocked":
      return t`Address blocked`;
    case "ip_not_allowed":
      return t`Address not allowed`;
    case "path_refused":
      return t`Ambiguous path`;
    case "no_route":
      return t`No route`;
    case "scope_missing":
      return t`Scope missing`;
    case "model_unknown":
      return t`Model not told`;
    case "model_not_allowed":
      return t`Model not allowed`;
    case "rate_limited":
      return t`Too fast`;
    case "limit_reached":
      return t`Limit used up`;
    case "quota_exhausted":
      return t`Quota used up`;
    case "reservation_taken":
      return t`Reservation taken`;
    case "counting_unavailable":
      return t`Can't be counted`;
    default:
      return code;
  }
}
