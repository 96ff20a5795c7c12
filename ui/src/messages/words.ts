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
  }
}
