import { t } from "@lingui/core/macro";

import type { Format } from "../format/format";
import type { Explanation } from "../ipc/generated/Explanation";
import type { Refusal } from "../ipc/generated/Refusal";
import type { Rule } from "../ipc/generated/Rule";
import type { TokenRow } from "../ipc/generated/TokenRow";
import { pathProblemText } from "./pathProblemText";

/** What the sentences name besides the rule. */
export interface Judged {
  explanation: Explanation;
  token: TokenRow;
  format: Format;
}

/** What a rule that lets the request pass has found. */
export function passedText(rule: Rule, { explanation, token, format }: Judged): string {
  switch (rule) {
    case "path":
      return t`The path can be read in one way only.`;
    case "not_deleted":
      return t`The token is not in the trash.`;
    case "not_revoked":
      return t`It is not revoked.`;
    case "enabled":
      return t`It is enabled.`;
    case "key_current": {
      if (explanation.keyUntilMs === null) return t`Its key is the present one.`;
      const moment = format.moment(explanation.keyUntilMs);
      return t`Its key is an old one that passes until ${moment}.`;
    }
    case "not_expired": {
      if (token.expiresMs === null) return t`It never expires.`;
      const moment = format.moment(token.expiresMs);
      return t`It is valid until ${moment}.`;
    }
    case "not_blocked":
      return token.blockIps.length === 0 ? t`No address is blocked.` : t`The address is not blocked.`;
    case "allowed":
      return token.allowIps.length === 0 ? t`Every address is allowed.` : t`The address is allowed.`;
    case "routed": {
      const { route } = explanation;
      return route === null ? t`The request needs no route.` : t`The request has the route ${route}.`;
    }
    case "scope_held": {
      const { scope } = explanation;
      return scope === null ? t`The request needs no scope.` : t`The scope ${scope} is held.`;
    }
    case "model_allowed":
      return token.models === null ? t`Every model is allowed.` : t`The model is allowed.`;
    case "within_quota":
      return isUnlimited(token) ? t`There is no quota.` : t`No quota is used up.`;
    case "within_limit":
      return token.limit === null ? t`There is no request limit.` : t`The request limit is not used up.`;
  }
}

function isUnlimited({ quota }: TokenRow): boolean {
  return quota.total === null && quota.daily === null && quota.monthly === null;
}

/** Why a rule refuses the request. */
export function refusalText(refusal: Refusal, { explanation, token, format }: Judged): string {
  switch (refusal) {
    case "key_missing":
      return t`There is no key.`;
    case "several_keys":
      return t`There is more than one key.`;
    case "unknown_key":
      return t`No token has this key.`;
    case "deleted":
      return t`The token is in the trash.`;
    case "revoked":
      return t`The token is revoked.`;
    case "disabled":
      return t`The token is disabled.`;
    case "key_rotated_out":
      return t`A newer key has taken the place of this one.`;
    case "expired": {
      const moment = format.moment(token.expiresMs ?? explanation.atMs);
      return t`The token expired on ${moment}.`;
    }
    case "address_unknown":
      return t`The token has an address list, and no address is given.`;
    case "ip_blocked":
      return t`The block list names the address.`;
    case "ip_not_allowed":
      return t`The allow list does not name the address.`;
    case "path_refused":
      return explanation.pathProblem === null
        ? t`The path could be read in two ways.`
        : pathProblemText(explanation.pathProblem);
    case "no_route":
      return t`There are routes, and none is for this request.`;
    case "scope_missing": {
      const scope = explanation.scope ?? "";
      return t`The request needs the scope ${scope}, which is not held.`;
    }
    case "model_unknown":
      return t`The token is restricted to some models, and the request names none.`;
    case "model_not_allowed":
      return t`The token may not use this model.`;
    case "quota_exhausted":
      return t`A quota is used up.`;
    case "reservation_taken":
      return t`The name of the reservation stands for another one.`;
    case "rate_limited":
      return t`There are too many requests in a short time.`;
    case "limit_reached":
      return t`The request limit is used up.`;
    case "counting_unavailable":
      return t`The request can't be counted at the moment.`;
  }
}
