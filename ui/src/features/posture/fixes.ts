import { t } from "@lingui/core/macro";

import type { Finding } from "../../ipc/generated/Finding";
import type { Remedy } from "../../ipc/generated/Remedy";

/** What can be done about a finding without a form. */
export type Fix = Remedy | { kind: "disable" } | { kind: "revoke" };

const extend = (days: number): Fix => ({ kind: "extend", days });

/** The usual one first. */
export function fixesOf(finding: Finding): Fix[] {
  switch (finding) {
    case "expires_in_day":
    case "expires_in_week":
      return [extend(30), extend(90)];
    case "used_up":
    case "nearly_used_up":
    case "mostly_used":
      return [{ kind: "raise_allowance" }];
    case "unbounded":
      return [extend(90), { kind: "pin_addresses" }];
    case "unused":
      return [{ kind: "disable" }, { kind: "revoke" }];
    case "old_key":
      return [];
  }
}

/** What a button says; an ellipsis: something has to be typed. */
export function fixLabel(fix: Fix, finding: Finding): string {
  switch (fix.kind) {
    case "extend": {
      const days = fix.days;
      return finding === "unbounded" ? t`Expire in ${days} days` : t`Extend by ${days} days`;
    }
    case "raise_allowance":
      return t`Raise by half`;
    case "pin_addresses":
      return t`Pin addresses`;
    case "disable":
      return t`Disable`;
    case "revoke":
      return t`Revoke…`;
  }
}

/** What it does, and whether it can be taken back. */
export function fixConsequence(fix: Fix, finding: Finding): string {
  switch (fix.kind) {
    case "extend":
      return finding === "unbounded"
        ? t`They expire at the end of that day. You can undo this.`
        : t`The new expiration counts from the one before. You can undo this.`;
    case "raise_allowance":
      return t`The request limit and each quota of which 80% or more is used become half as large again. You can undo this.`;
    case "pin_addresses":
      return t`Only the addresses that requests came from so far are let in. Tokens without such requests stay as they are. You can undo this.`;
    case "disable":
      return t`A disabled token is refused until it is enabled again. You can undo this.`;
    case "revoke":
      return t`This is final: a revoked token never works again.`;
  }
}
