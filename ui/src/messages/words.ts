import { t } from "@lingui/core/macro";

import type { Action } from "../ipc/generated/Action";
import type { Denomination } from "../ipc/generated/Denomination";
import type { LimitWindow } from "../ipc/generated/LimitWindow";
import type { RateWindow } from "../ipc/generated/RateWindow";
import type { Status } from "../ipc/generated/Status";
import type { Visibility } from "../ipc/generated/Visibility";

export function statusWord(status: Status): string {
  switch (status) {
    case "active":
      return t`Active`;
    case "expiring":
      return t`Expiring`;
    case "disabled":
      return t`Disabled`;
    case "expired":
      return t`Expired`;
    case "exhausted":
      return t`Exhausted`;
    case "revoked":
      return t`Revoked`;
    case "deleted":
      return t`Deleted`;
  }
}

export function limitWindowWord(window: LimitWindow): string {
  switch (window) {
    case "total":
      return t`in total`;
    case "minute":
      return t`per minute`;
    case "hour":
      return t`per hour`;
    case "day":
      return t`per day`;
    case "month":
      return t`per month`;
  }
}

export function rateWindowWord(window: RateWindow): string {
  switch (window) {
    case "second":
      return t`per second`;
    case "minute":
      return t`per minute`;
    case "hour":
      return t`per hour`;
  }
}

/** As it stands behind a number. */
export function denominationWord(denomination: Denomination): string {
  switch (denomination) {
    case "dollars":
      return t`dollars`;
    case "credits":
      return t`credits`;
    case "units":
      return t`units`;
  }
}

export function visibilityWord(visibility: Visibility): string {
  switch (visibility) {
    case "copyable":
      return t`Can be copied later`;
    case "show_once":
      return t`Shown once`;
  }
}

/** What was done, as history tells it. */
export function actionWord(action: Action): string {
  switch (action) {
    case "issued":
      return t`Issued`;
    case "edited":
      return t`Edited`;
    case "disabled":
      return t`Disabled`;
    case "enabled":
      return t`Enabled`;
    case "revoked":
      return t`Revoked`;
    case "deleted":
      return t`Moved to trash`;
    case "restored":
      return t`Restored`;
    case "key_copied":
      return t`Key copied`;
    case "key_revealed":
      return t`Key revealed`;
    case "rotated":
      return t`Key rotated`;
    case "old_key_ended":
      return t`Old key ended`;
    case "backup_restored":
      return t`As in a backup that was restored`;
    case "purged":
      return t`Deleted for good`;
    case "scope_added":
      return t`Scope added`;
    case "scope_edited":
      return t`Scope edited`;
    case "scope_retired":
      return t`Scope retired`;
    case "scope_removed":
      return t`Scope removed`;
    case "scope_reinstated":
      return t`Scope offered again`;
    case "route_added":
      return t`Route added`;
    case "route_changed":
      return t`Route changed`;
    case "route_removed":
      return t`Route removed`;
    case "settings_changed":
      return t`Settings changed`;
    case "keyring_slot_added":
      return t`Keyring opens the vault`;
    case "passphrase_set":
      return t`Passphrase set`;
    case "recovery_code_set":
      return t`Recovery code set`;
    case "slot_removed":
      return t`Way to open the vault removed`;
    case "data_key_changed":
      return t`Data key changed`;
    case "data_key_rotated":
      return t`Data key rotation finished`;
    case "admin_key_issued":
      return t`Admin key issued`;
    case "admin_key_revoked":
      return t`Admin key revoked`;
    case "backup_made":
      return t`Backup made`;
  }
}
