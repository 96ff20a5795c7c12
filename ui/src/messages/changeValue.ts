import { t } from "@lingui/core/macro";

import type { Format } from "../format/format";
import type { ChangedField } from "../ipc/generated/ChangedField";
import type { LimitWindow } from "../ipc/generated/LimitWindow";
import type { RateWindow } from "../ipc/generated/RateWindow";
import type { Status } from "../ipc/generated/Status";
import { statusWord, visibilityWord } from "./words";

const windows = new Set<string>(["total", "minute", "hour", "day", "month"] satisfies LimitWindow[]);
const rateWindows = new Set<string>(["second", "minute", "hour"] satisfies RateWindow[]);
const states = new Set<string>([
  "active",
  "expiring",
  "disabled",
  "expired",
  "exhausted",
  "revoked",
  "deleted",
] satisfies Status[]);

/** A value of the audit log in the admin's language; a value in an unknown form is shown as it is. */
export function changeValue(field: ChangedField, value: string | null, format: Format): string {
  switch (field) {
    case "expiry":
      if (value === null || value === "") return t`Indefinite`;
      return /^-?\d+$/.test(value) ? format.moment(Number(value)) : value;
    case "oldKeyUntil":
      return value !== null && /^-?\d+$/.test(value) ? format.moment(Number(value)) : (value ?? "–");
    case "key":
      return value ?? "–";
    case "requestLimit": {
      if (value === null || value === "") return t`Unlimited`;
      const [, max, window] = /^(\d+)(?:[/ ](\w+))?$/.exec(value) ?? [];
      if (max === undefined || (window !== undefined && !windows.has(window))) return value;
      return format.limit({ max: Number(max), window: (window ?? "total") as LimitWindow });
    }
    case "rate": {
      if (value === null || value === "") return format.rate(null);
      const [, max, window, burst] = /^(\d+)\/(\w+)(?: burst (\d+))?$/.exec(value) ?? [];
      if (max === undefined || window === undefined || !rateWindows.has(window)) return value;
      return format.rate({
        max: Number(max),
        window: window as RateWindow,
        burst: Number(burst ?? max),
      });
    }
    case "state":
      return value !== null && states.has(value) ? statusWord(value as Status) : (value ?? "–");
    case "visibility":
      return value === "copyable" || value === "show_once" ? visibilityWord(value) : (value ?? "–");
    case "quota":
    case "dailyQuota":
    case "monthlyQuota":
      if (value === null || value === "") return t`Unlimited`;
      return /^\d+$/.test(value) ? format.amount(Number(value), "dollars") : value;
    case "models":
      return value ? format.list(value.split("\n")) : t({ message: "All", context: "models" });
    case "group":
      return value ? value : "default";
    case "allowIps":
      return value ? format.list(value.split("\n")) : t`All addresses`;
    case "blockIps":
    case "scopes":
      return value ? format.list(value.split("\n")) : t`None`;
    case "unmatched":
      if (value === "pass") return t`pass with any valid token`;
      return value === "refuse" ? t`are refused` : (value ?? "–");
    case "defaultVisibility":
      return value === "copyable" || value === "show_once" ? visibilityWord(value) : (value ?? "–");
    case "clipboardSeconds":
    case "autoLockMinutes":
    case "safeGraphics":
    case "dailyNotice":
    case "dailyBackup":
    case "enforce":
      if (value === "on") return t`on`;
      return value === "off" ? t`off` : (value ?? "–");
    case "theme":
    case "density":
      return value === null ? "–" : (appearanceWord(value) ?? value);
    case "language":
      return value === "system" ? t`System` : (languages[value ?? ""] ?? value ?? "–");
    case "keyPrefix":
    case "enforcePlace":
    case "scopeGroup":
    case "name":
    case "description":
    case "reason":
      return value ? value : t`Empty`;
  }
}

/** Languages are called as they call themselves. */
const languages: Record<string, string> = { en: "English", ko: "한국어", zh: "中文" };

function appearanceWord(value: string): string | null {
  switch (value) {
    case "system":
      return t`System`;
    case "light":
      return t`Light`;
    case "dark":
      return t`Dark`;
    case "compact":
      return t`Compact`;
    case "comfortable":
      return t`Comfortable`;
    default:
      return null;
  }
}
