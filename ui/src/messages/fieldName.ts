import { t } from "@lingui/core/macro";

import type { ChangedField } from "../ipc/generated/ChangedField";

/** What a field is called. */
export function fieldName(field: ChangedField): string {
  switch (field) {
    case "name":
      return t`Name`;
    case "description":
      return t`Description`;
    case "expiry":
      return t`Expiration date`;
    case "allowIps":
      return t`Allow IP`;
    case "blockIps":
      return t`Block IP`;
    case "requestLimit":
      return t`Request limit`;
    case "rate":
      return t`Rate`;
    case "scopes":
      return t`Range`;
    case "quota":
      return t`Quota`;
    case "dailyQuota":
      return t`Daily quota`;
    case "monthlyQuota":
      return t`Monthly quota`;
    case "models":
      return t`Models`;
    case "group":
      return t`Group`;
    case "visibility":
      return t`Key visibility`;
    case "state":
      return t`State`;
    case "reason":
      return t`Reason`;
    case "key":
      return t`Key`;
    case "oldKeyUntil":
      return t`Old key ends`;
    case "scopeGroup":
      return t`Group`;
    case "unmatched":
      return t`Requests without a route`;
    case "language":
      return t`Language`;
    case "theme":
      return t`Theme`;
    case "density":
      return t`Row height`;
    case "keyPrefix":
      return t`Key prefix`;
    case "defaultVisibility":
      return t`New keys`;
    case "clipboardSeconds":
      return t`Clipboard time in seconds`;
    case "autoLockMinutes":
      return t`Idle minutes until the vault is locked`;
    case "safeGraphics":
      return t`Safe graphics`;
    case "dailyNotice":
      return t`Daily notice`;
    case "dailyBackup":
      return t`Daily backup`;
    case "enforce":
      return t`Enforce on this machine`;
    case "enforcePlace":
      return t`Verifier address`;
  }
}
