import type { Format } from "../../../format/format";
import type { UsageSpan } from "../../../ipc/generated/UsageSpan";
import type { UsageStretch } from "../../../ipc/generated/UsageStretch";

/** What a stretch is called: its hour, or its day. */
export function stretchName({ fromMs }: UsageStretch, span: UsageSpan, format: Format): string {
  return span === "day" ? format.clock(fromMs) : format.shortDay(fromMs);
}
