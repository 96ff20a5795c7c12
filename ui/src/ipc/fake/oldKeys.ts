import type { OldKey } from "../generated/OldKey";
import type { FakeToken } from "./sampleTokens";

const units: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `now`, `30m`, `24h`, `7d` */
export function timeMs(typed: string): number {
  return typed === "now" ? 0 : parseInt(typed, 10) * (units[typed.slice(-1)] ?? 0);
}

/** The present key of a token, as it stands once it is rotated out. */
export function oldKey(token: FakeToken, untilMs: number, quietMs: number | null): OldKey {
  return {
    generation: token.generation,
    maskedKey: token.row.maskedKey,
    rotatedMs: Date.now(),
    untilMs,
    quietMs,
    calls: 0,
    sharePercent: null,
    lastUsedMs: null,
    lastAddress: null,
  };
}
