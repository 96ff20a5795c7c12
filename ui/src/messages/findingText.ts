import { t } from "@lingui/core/macro";

import type { Format } from "../format/format";
import type { Finding } from "../ipc/generated/Finding";
import type { Severity } from "../ipc/generated/Severity";

/** The heading of the tokens that have it. */
export function findingTitle(finding: Finding): string {
  switch (finding) {
    case "used_up":
      return t`Used up`;
    case "expires_in_day":
      return t`Expire within a day`;
    case "nearly_used_up":
      return t`90% used`;
    case "expires_in_week":
      return t`Expire within 7 days`;
    case "unbounded":
      return t`Unbounded`;
    case "mostly_used":
      return t`80% used`;
    case "unused":
      return t`Unused for 90 days`;
    case "old_key":
      return t`Old key still passes`;
  }
}

/** Why it needs a look. */
export function findingReason(finding: Finding): string {
  switch (finding) {
    case "used_up":
      return t`The request limit or a quota is used up: requests are refused.`;
    case "expires_in_day":
    case "expires_in_week":
      return t`From its expiration on, every request of a token is refused.`;
    case "nearly_used_up":
      return t`Of the request limit or of a quota, 90% or more is used.`;
    case "unbounded":
      return t`No limit, no expiration and no allow list: whoever has the key can use it anywhere, for good.`;
    case "mostly_used":
      return t`Of the request limit or of a quota, 80% or more is used.`;
    case "unused":
      return t`No request passed for 90 days. A token that nobody needs is only a risk.`;
    case "old_key":
      return t`The key was rotated, and the one before it still works until its time is over.`;
  }
}

/** What a token's moment means; of an allowance that is never counted anew there is none. */
export function findingMoment(finding: Finding, atMs: number | null, nowMs: number, format: Format): string {
  if (atMs === null) return t`Does not reset`;
  const [when, day] = [format.relative(atMs, nowMs), format.day(atMs)];
  switch (finding) {
    case "expires_in_day":
    case "expires_in_week":
      return t`Expires ${when}`;
    case "used_up":
    case "nearly_used_up":
    case "mostly_used":
      return t`Resets ${when}`;
    case "unbounded":
      return t`Issued ${when}`;
    case "unused":
      return t`Unused since ${day}`;
    case "old_key":
      return t`Ends ${when}`;
  }
}

export function severityWord(severity: Severity): string {
  switch (severity) {
    case "critical":
      return t`Now`;
    case "warning":
      return t`Soon`;
    case "notice":
      return t`Worth knowing`;
  }
}
