import { t } from "@lingui/core/macro";

import type { Warning } from "../ipc/generated/Warning";

/** Worth knowing before saving; never blocks. */
export function warningText(warning: Warning): string {
  switch (warning) {
    case "no_expiry":
      return t`It never expires.`;
    case "no_allow_list":
      return t`It can be used from any address.`;
    case "allows_everything":
      return t`The allow list covers every address.`;
    case "all_scopes":
      return t`It holds every scope.`;
    case "no_limit":
      return t`It has no request limit, and that can't be changed later.`;
    case "some_allow_never_matches":
      return t`Some allowed addresses never match: the block list covers them.`;
    case "nothing_can_pass":
      return t`No request can pass: the block list covers every allowed address.`;
    case "limit_already_used":
      return t`As much as the new limit is already used: the token is exhausted at once.`;
    case "quota_already_spent":
      return t`As much as a quota is already spent: the token is exhausted at once.`;
  }
}
