import { t } from "@lingui/core/macro";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { FaultBanner } from "../../../components/FaultBanner";
import { RadioGroup } from "../../../components/RadioGroup";
import { command } from "../../../ipc/command";
import { asFault } from "../../../ipc/fault";
import type { UsageSpan } from "../../../ipc/generated/UsageSpan";
import { queryKeys } from "../../../session/queryKeys";
import { Addresses } from "./Addresses";
import styles from "./Usage.module.css";
import { UsageChart } from "./UsageChart";
import { ReasonTable, StretchTable } from "./UsageTables";

/** Verifiers tell what they counted every few seconds, without an entry in the audit log. */
const FOLLOW_MS = 5_000;

interface UsageSectionProps {
  readonly id: number;
  readonly onPin: ((addresses: string[]) => void) | null;
}

/** How a token was used: when, with what outcome, and from where. */
export function UsageSection({ id, onPin }: UsageSectionProps) {
  const [span, setSpan] = useState<UsageSpan>("day");
  const usage = useQuery({
    queryKey: queryKeys.usage(id, span),
    queryFn: () => command("token_usage", { id, span }),
    refetchInterval: FOLLOW_MS,
    placeholderData: keepPreviousData,
  });
  const { data } = usage;
  const isUsed = data !== undefined && (data.allowed > 0 || data.refused.length > 0);
  return (
    <section className={styles["usage"]} aria-label={t`Usage`}>
      <header className={styles["header"]}>
        <h3 className={styles["title"]}>{t`Usage`}</h3>
        <RadioGroup<UsageSpan>
          label={t`Usage over`}
          hideLabel
          look="segments"
          value={span}
          choices={[
            { value: "day", label: t`24 h` },
            { value: "week", label: t`7 d` },
            { value: "month", label: t`30 d` },
          ]}
          onChange={setSpan}
        />
      </header>
      {usage.error && <FaultBanner fault={asFault(usage.error)} />}
      {data && isUsed && (
        <>
          <UsageChart key={span} span={span} stretches={data.stretches} />
          <ReasonTable usage={data} />
          <StretchTable usage={data} span={span} />
        </>
      )}
      {data && !isUsed && (
        <p className={styles["muted"]}>
          {data.addresses.length > 0
            ? t`No request in this time.`
            : t`No request was counted yet. The verifier counts them: switch it on on the page Verifier, or run “tokendesk serve”, and put a gateway in front of your service.`}
        </p>
      )}
      {data && <Addresses addresses={data.addresses} onPin={onPin} />}
    </section>
  );
}
