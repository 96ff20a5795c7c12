import { t } from "@lingui/core/macro";
import {
  Ban,
  CirclePause,
  CirclePlay,
  Copy,
  PanelRight,
  Pencil,
  RefreshCw,
  RotateCcw,
  Terminal,
  Trash2,
} from "lucide-react";

import type { MenuEntry } from "../../components/Menu";
import type { TokenRow } from "../../ipc/generated/TokenRow";
import { type ActionKind, actionLabel } from "./changeWords";

export interface RowActions {
  open: () => void;
  copyKey: () => void;
  copyExample: () => void;
  edit: () => void;
  rotate: () => void;
  change: (kind: ActionKind) => void;
}

const icon = { size: 16, strokeWidth: 1.5, "aria-hidden": true } as const;

/** What can be done to one token; what can't says why. */
export function rowMenu(row: TokenRow, actions: RowActions): (MenuEntry | null)[] {
  const entry = (kind: ActionKind, Icon: typeof Ban, rest: Partial<MenuEntry> = {}): MenuEntry => ({
    id: kind,
    label: actionLabel(kind),
    icon: <Icon {...icon} />,
    onAction: () => {
      actions.change(kind);
    },
    ...rest,
  });
  const open: MenuEntry = {
    id: "open",
    label: t`Details`,
    icon: <PanelRight {...icon} />,
    shortcut: "Enter",
    onAction: actions.open,
  };
  if (row.deletedMs !== null)
    return [open, null, entry("restore", RotateCcw), entry("purge", Trash2, { tone: "danger" })];

  const notKept =
    row.visibility === "show_once" ? { disabledReason: t`It was shown once and is not kept.` } : {};
  const isRevoked = row.status === "revoked";
  const final = isRevoked ? { disabledReason: t`A revoked token stays as it is.` } : {};
  return [
    open,
    {
      id: "copy",
      label: t`Copy key`,
      icon: <Copy {...icon} />,
      shortcut: "C",
      onAction: actions.copyKey,
      ...notKept,
    },
    {
      id: "example",
      label: t`Copy curl example`,
      icon: <Terminal {...icon} />,
      onAction: actions.copyExample,
      ...notKept,
    },
    null,
    {
      id: "edit",
      label: t`Edit…`,
      icon: <Pencil {...icon} />,
      shortcut: "E",
      onAction: actions.edit,
      ...final,
    },
    {
      id: "rotate",
      label: t`Rotate key…`,
      icon: <RefreshCw {...icon} />,
      shortcut: "R",
      onAction: actions.rotate,
      ...final,
    },
    row.status === "disabled" ? entry("enable", CirclePlay) : entry("disable", CirclePause, final),
    null,
    entry("revoke", Ban, { tone: "danger", ...final }),
    entry("delete", Trash2, { tone: "danger", shortcut: "Del" }),
  ];
}
