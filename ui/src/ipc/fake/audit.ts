import type { Action } from "../generated/Action";
import type { ActionKind } from "../generated/ActionKind";
import type { AuditEntry } from "../generated/AuditEntry";
import type { AuditFilter } from "../generated/AuditFilter";
import type { FieldChange } from "../generated/FieldChange";

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Entries of a page. */
export const AUDIT_PAGE = 10;

type Told = [action: Action, actor: string, subject: string, changes?: FieldChange[], token?: number];

/** Some entries of every kind, newest first. */
export function sampleAudit(nowMs: number): AuditEntry[] {
  const change = (field: FieldChange["field"], before: string | null, after: string | null): FieldChange => ({
    field,
    before,
    after,
  });
  const told: Told[] = [
    ["disabled", "api:ci", "billing-ci", [change("state", "enabled", "disabled")], 1],
    ["key_revealed", "desk:anna", "billing-ci", [], 1],
    ["edited", "cli:root", "billing-ci", [change("requestLimit", null, "1000/day")], 1],
    ["settings_changed", "desk:anna", "settings", [change("autoLockMinutes", "10", "off")]],
    ["route_added", "desk:anna", "GET /v1/clusters", [change("scopes", null, "read")]],
    ["scope_added", "cli:root", "billing:read", [change("scopeGroup", null, "Billing")]],
    ["admin_key_issued", "cli:root", "ci", [change("key", null, "tdadmin-AbCd…wXyZ")]],
    ["recovery_code_set", "desk:anna", "vault"],
    ["old_key_ended", "verifier", "grafana-readonly", [change("key", "sk-AbCd…wXyZ", null)], 2],
    ["key_copied", "desk:anna", "grafana-readonly", [], 2],
    ["issued", "desk:anna", "grafana-readonly", [], 2],
    ["issued", "desk:anna", "billing-ci", [], 1],
  ];
  return told.map(([action, actor, subject, changes, token], index) => ({
    number: told.length - index,
    atMs: nowMs - index * (DAY / 4) - MINUTE,
    actor,
    address: actor.startsWith("api:") ? "10.0.0.7" : null,
    action,
    token: token ?? null,
    subject,
    changes: changes ?? [],
    hash: String(told.length - index).padStart(64, "0"),
  }));
}

/** Whether the filter asks for it; days are those of UTC here. */
export function isAskedFor({ since, until, who, kind, token }: AuditFilter, entry: AuditEntry): boolean {
  return (
    (since === "" || entry.atMs >= Date.parse(since)) &&
    (until === "" || entry.atMs < Date.parse(until) + DAY) &&
    `${entry.actor} ${entry.address ?? ""}`.toLowerCase().includes(who.trim().toLowerCase()) &&
    (kind === null || kindOf(entry.action) === kind) &&
    (token === null || entry.token === token)
  );
}

function kindOf(action: Action): ActionKind {
  if (/^(key_|rotated|old_key)/.test(action)) return "key";
  if (action.startsWith("scope")) return "scope";
  if (action.startsWith("route")) return "route";
  if (action.startsWith("settings")) return "settings";
  if (action.startsWith("admin_key")) return "admin_key";
  if (action.startsWith("backup")) return "backup";
  return /^(keyring|passphrase|recovery|slot|data_key)/.test(action) ? "vault" : "token";
}
