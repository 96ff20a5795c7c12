import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { ListChecks } from "lucide-react";

import { Button } from "../../components/Button";
import { EmptyState } from "../../components/EmptyState";
import { FaultBanner } from "../../components/FaultBanner";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import { queryKeys } from "../../session/queryKeys";
import { DecisionRow } from "./DecisionRow";
import styles from "./DecisionList.module.css";

/** As often as somebody can look at it. */
const EVERY_MS = 500;

export interface DecisionListProps {
  onOpenToken: (id: number) => void;
  onGateways: () => void;
}

/** The last 100 decisions, the newest first. */
export function DecisionList({ onOpenToken, onGateways }: DecisionListProps) {
  const decisions = useQuery({
    queryKey: queryKeys.decisions,
    queryFn: () => command("latest_decisions"),
    refetchInterval: EVERY_MS,
    gcTime: 0,
  });
  const rows = decisions.data ?? [];
  return (
    <section className={styles["section"]}>
      <h2 id="latest-decisions" className={styles["heading"]}>{t`Latest decisions`}</h2>
      {decisions.error && <FaultBanner fault={asFault(decisions.error)} />}
      <div className={styles["frame"]}>
        {decisions.data && rows.length === 0 ? (
          <EmptyState
            icon={<ListChecks size={24} strokeWidth={1.5} />}
            title={t`No requests yet`}
            actions={<Button onPress={onGateways}>{t`Set up a gateway`}</Button>}
          >
            {t`As soon as a gateway asks, each decision stands here with its reason.`}
          </EmptyState>
        ) : (
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolled by keys
          <div className={styles["scroll"]} role="region" aria-labelledby="latest-decisions" tabIndex={0}>
            <table className={styles["table"]}>
              <thead>
                <tr>
                  <th scope="col" className={styles["time"]}>{t`Time`}</th>
                  <th scope="col" className={styles["outcome"]}>{t`Decision`}</th>
                  <th scope="col" className={styles["token"]}>{t`Token`}</th>
                  <th scope="col" className={styles["address"]}>{t`Client address`}</th>
                  <th scope="col">{t`Request`}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((decision, place) => (
                  // Two requests can be alike in everything; only their place tells them apart.
                  <DecisionRow
                    key={`${decision.atMs} ${place}`}
                    decision={decision}
                    onOpenToken={onOpenToken}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
    </section>
  );
}
