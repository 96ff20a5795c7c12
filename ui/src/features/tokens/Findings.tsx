import { t } from "@lingui/core/macro";

import { Banner, type BannerProps } from "../../components/Banner";
import { useFormat } from "../../format/useFormat";
import type { Severity } from "../../ipc/generated/Severity";
import type { TokenFinding } from "../../ipc/generated/TokenFinding";
import { findingMoment, findingTitle } from "../../messages/findingText";
import { useNow } from "../../session/useNow";

const tones: Record<Severity, BannerProps["tone"]> = {
  critical: "danger",
  warning: "warning",
  notice: "info",
};

/** What about a token needs a look; as bad as its worst. */
export function Findings({ findings }: { findings: readonly TokenFinding[] }) {
  const format = useFormat();
  const now = useNow(60_000);
  const worst = (["critical", "warning", "notice"] as const).find((severity) =>
    findings.some((one) => one.severity === severity),
  );
  if (worst === undefined) return null;
  return (
    <Banner tone={tones[worst]} title={t`Needs a look`}>
      {findings.map(({ finding, atMs }) => (
        <p key={finding}>
          {findingTitle(finding)} · {findingMoment(finding, atMs, now, format)}
        </p>
      ))}
    </Banner>
  );
}
