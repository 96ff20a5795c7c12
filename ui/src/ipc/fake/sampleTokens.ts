import type { Limit } from "../generated/Limit";
import type { OldKey } from "../generated/OldKey";
import type { Quota } from "../generated/Quota";
import type { Status } from "../generated/Status";
import type { TokenRow } from "../generated/TokenRow";

const DAY = 86_400_000;

/** A token as the fake keeps it. */
export interface FakeToken {
  row: TokenRow;
  description: string;
  key: string;
  disabled: boolean;
  revoked: { atMs: number; reason: string } | null;
  /** Which of its keys is the present one. */
  generation: number;
  oldKeys: OldKey[];
}

export function fakeKey(seed: number, prefix = "sk-"): string {
  const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  let state = (seed + 1) * 2_654_435_761;
  let key = prefix;
  for (let i = 0; i < 48; i++) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    key += letters.charAt(Math.floor(state / 65_536) % letters.length);
  }
  return key;
}

export function mask(key: string): string {
  const dash = key.lastIndexOf("-") + 1;
  return `${key.slice(0, dash + 4)}…${key.slice(-4)}`;
}

/** The state at a moment, computed as Rust does: never stored. */
export function statusOf(token: FakeToken, nowMs: number): Status {
  const { row } = token;
  if (row.deletedMs !== null) return "deleted";
  if (token.revoked) return "revoked";
  if (token.disabled) return "disabled";
  if (row.expiresMs !== null && row.expiresMs <= nowMs) return "expired";
  if (row.limit && row.used >= row.limit.max) return "exhausted";
  if (row.quota.total !== null && row.spent.total >= row.quota.total) return "exhausted";
  if (row.expiresMs !== null && row.expiresMs - nowMs < 7 * DAY) return "expiring";
  return "active";
}

const names = [
  "billing-ci",
  "partner-kr",
  "결제 서버",
  "nightly-backup",
  "监控面板",
  "mobile-app-staging",
  "grafana-readonly",
  "warehouse-sync",
  "고객지원 챗봇",
  "data-export-2026",
  "terraform",
  "status-page",
  "测试环境网关",
  "edge-cache-purge",
  "invoice-mailer",
];
const scopeSets = [
  ["tokens:read", "clusters:read", "billing:read"],
  ["clusters:read"],
  ["billing:read", "billing:write"],
  ["backups:write"],
  ["metrics:read"],
];
const limits: (Limit | null)[] = [
  { max: 10_000, window: "day" },
  null,
  { max: 600, window: "minute" },
  { max: 1_000_000, window: "month" },
  { max: 50_000, window: "total" },
];

const quotas: (Quota | null)[] = [
  { total: 10_000_000, daily: 1_000_000, monthly: 5_000_000 },
  null,
  { total: 6_250_000, daily: null, monthly: null },
  null,
];

/** As many tokens as asked, of all kinds, the same each time. */
export function sampleTokens(count: number, nowMs: number): FakeToken[] {
  return Array.from({ length: count }, (_, i) => {
    const key = fakeKey(i);
    const base = names[i % names.length] ?? "token";
    const limit = limits[(i * 3) % limits.length] ?? null;
    const quota = quotas[i % quotas.length] ?? { total: null, daily: null, monthly: null };
    const spent = quota.total === null ? 0 : Math.floor(quota.total * (0.12 + (i % 7) * 0.14));
    const lifetimes = [null, 12 * DAY, 1.2 * DAY, 90 * DAY, -3 * DAY, 240 * DAY, null];
    const life = lifetimes[i % lifetimes.length] ?? null;
    const blocked = i % 6 === 0 ? ["10.0.9.9/32"] : [];
    const allowed = i % 3 === 0 ? ["10.0.0.0/8", "192.168.10.0/24"] : i % 4 === 1 ? ["2001:db8::/32"] : [];
    return {
      key,
      description: i % 2 === 0 ? `Used by ${base} in production.` : "",
      disabled: i % 11 === 7,
      generation: 1,
      oldKeys: [],
      revoked: i % 13 === 9 ? { atMs: nowMs - 2 * DAY, reason: "Leaked in a log file" } : null,
      row: {
        id: i + 1,
        revision: 1,
        name: i < names.length ? base : `${base}-${String(Math.floor(i / names.length))}`,
        status: "active",
        maskedKey: mask(key),
        visibility: i % 5 === 3 ? "show_once" : "copyable",
        scopes: scopeSets[i % scopeSets.length] ?? [],
        expiresMs: life === null ? null : nowMs + life,
        limit,
        rate: i % 4 === 0 ? { max: 100, window: "minute", burst: 20 } : null,
        quota,
        spent: { total: spent, daily: Math.floor(spent / 9), monthly: Math.floor(spent / 2) },
        models: i % 8 === 0 ? ["claude-3-5-sonnet", "gpt-4o", "gpt-4o-mini"] : null,
        group: i % 5 === 0 ? "vip" : "default",
        used: limit === null ? 0 : i % 9 === 5 ? limit.max : Math.floor(limit.max / 3),
        allowIps: allowed,
        blockIps: blocked,
        createdMs: nowMs - (i + 1) * 5 * 3_600_000,
        lastUsedMs: i % 4 === 2 ? null : nowMs - ((i * 37) % 500) * 60_000,
        deletedMs: i % 17 === 14 ? nowMs - DAY : null,
      },
    };
  });
}
