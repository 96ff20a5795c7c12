import { t } from "@lingui/core/macro";

import type { BackupKind } from "../ipc/generated/BackupKind";

/** Why a backup was made. */
export function backupKindWord(kind: BackupKind): string {
  switch (kind) {
    case "daily":
      return t`daily`;
    case "by_hand":
      return t`by hand`;
    case "before_restore":
      return t`before a restore`;
  }
}
