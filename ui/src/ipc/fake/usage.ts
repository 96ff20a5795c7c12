import type { TokenUsage } from "../generated/TokenUsage";
import type { UsageSpan } from "../generated/UsageSpan";
import type { FakeToken } from "./sampleTokens";

const HOUR = 3_600_000;

/** The use of a token, the same each time: none of one that was never used. */
export function usageOf({ row }: FakeToken, span: UsageSpan, nowMs: number): TokenUsage {
  const step = span === "day" ? HOUR : 24 * HOUR;
  const count = { day: 24, week: 7, month: 30 }[span];
  const top = Math.floor(nowMs / step) * step + step;
  const isUsed = row.lastUsedMs !== null;
  const stretches = Array.from({ length: count }, (_, index) => {
    const untilMs = top - (count - 1 - index) * step;
    const allowed = isUsed ? Math.round(40 + 35 * Math.sin((index + row.id) / 2.5)) * (step / HOUR) : 0;
    return { fromMs: untilMs - step, untilMs, allowed, refused: isUsed && index % 5 === row.id % 5 ? 12 : 0 };
  });
  const allowed = stretches.reduce((sum, one) => sum + one.allowed, 0);
  const refused = stretches.reduce((sum, one) => sum + one.refused, 0);
  const blocked = Math.floor(refused / 3);
  return {
    stretches,
    allowed,
    refused: isUsed
      ? [
          { code: "limit_reached", count: refused - blocked },
          { code: "ip_blocked", count: blocked },
        ]
      : [],
    addresses: isUsed
      ? [
          { address: "10.0.3.7", lastMs: row.lastUsedMs ?? nowMs, count: allowed - 3 },
          { address: "2001:db8::17", lastMs: nowMs - 26 * HOUR, count: 3 },
        ]
      : [],
  };
}
