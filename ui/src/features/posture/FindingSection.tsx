import { t } from "@lingui/core/macro";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import { useState } from "react";

import { Button } from "../../components/Button";
import { FaultBanner } from "../../components/FaultBanner";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { FindingGroup } from "../../ipc/generated/FindingGroup";
import type { FoundToken } from "../../ipc/generated/FoundToken";
import type { TokenRow } from "../../ipc/generated/TokenRow";
import { findingMoment, findingReason, findingTitle, severityWord } from "../../messages/findingText";
import { queryKeys } from "../../session/queryKeys";
import { useNow } from "../../session/useNow";
import { type Fix, fixesOf, fixLabel } from "./fixes";
import styles from "./PosturePage.module.css";

/** Tokens that are shown at first, and that a press adds. */
const FIRST = 5;
const MORE = 50;
/** So many are in order; who has more acts on all of them. */
const MOST = 500;

const icons = { critical: CircleAlert, warning: TriangleAlert, notice: Info };

export interface FindingSectionProps {
  readonly group: FindingGroup;
  /** null: all of the group. */
  readonly onFix: (fix: Fix, row: TokenRow | null) => void;
  readonly onOpenToken: (id: number) => void;
}

/** One thing that is wrong, with its tokens and what can be done about it: for each, and for all of them. */
export function FindingSection({ group, onFix, onOpenToken }: FindingSectionProps) {
  const { finding, severity, count } = group;
  const format = useFormat();
  const [shown, setShown] = useState(FIRST);
  const page = useQuery({
    queryKey: queryKeys.findings(finding, shown),
    queryFn: () => command("finding_page", { finding, start: 0, count: shown }),
    placeholderData: keepPreviousData,
  });
  const tokens = page.data?.tokens ?? [];
  const Icon = icons[severity];
  const fixes = fixesOf(finding);
  const rest = format.count(count - tokens.length);
  const all = format.count(count);
  return (
    <section className={styles["group"]} aria-labelledby={`finding-${finding}`}>
      <header className={styles["head"]} data-severity={severity}>
        <Icon size={16} strokeWidth={1.75} aria-label={severityWord(severity)} />
        <div className={styles["what"]}>
          <h2 className={styles["title"]} id={`finding-${finding}`}>
            {findingTitle(finding)} <span className={styles["count"]}>{all}</span>
          </h2>
          <p className={styles["muted"]}>{findingReason(finding)}</p>
        </div>
        {count > 1 && fixes.length > 0 && (
          <div className={styles["fixes"]} role="group" aria-label={t`For all ${all}`}>
            <span className={styles["all"]} aria-hidden>
              {t`For all ${all}`}
            </span>
            {fixes.map((fix) => (
              <Button
                key={fixLabel(fix, finding)}
                size="small"
                onPress={() => {
                  onFix(fix, null);
                }}
              >
                {fixLabel(fix, finding)}
              </Button>
            ))}
          </div>
        )}
      </header>
      {page.error && <FaultBanner fault={asFault(page.error)} />}
      <ul className={styles["tokens"]}>
        {tokens.map((found) => (
          <Found
            key={found.row.id}
            found={found}
            group={group}
            fixes={fixes}
            onFix={onFix}
            onOpenToken={onOpenToken}
          />
        ))}
      </ul>
      {tokens.length > 0 && tokens.length < count && (
        <p className={styles["more"]}>
          {tokens.length < MOST ? (
            <Button
              size="small"
              onPress={() => {
                setShown(Math.min(MOST, shown + MORE));
              }}
            >
              {t`Show more (${rest})`}
            </Button>
          ) : (
            <span className={styles["muted"]}>{t`and ${rest} more`}</span>
          )}
        </p>
      )}
    </section>
  );
}

interface FoundProps extends FindingSectionProps {
  readonly found: FoundToken;
  readonly fixes: readonly Fix[];
}

function Found({ found: { row, atMs }, group: { finding }, fixes, onFix, onOpenToken }: FoundProps) {
  const format = useFormat();
  const now = useNow(60_000);
  const name = row.name;
  return (
    <li className={styles["token"]}>
      <button
        type="button"
        className={styles["name"]}
        onClick={() => {
          onOpenToken(row.id);
        }}
      >
        {row.name}
      </button>
      <span className={styles["when"]} title={atMs === null ? undefined : format.exactMoment(atMs)}>
        {findingMoment(finding, atMs, now, format)}
      </span>
      <span className={styles["fixes"]}>
        {fixes.map((fix) => {
          const label = fixLabel(fix, finding);
          return (
            <Button
              key={label}
              size="small"
              aria-label={t`${label}: “${name}”`}
              onPress={() => {
                onFix(fix, row);
              }}
            >
              {label}
            </Button>
          );
        })}
      </span>
    </li>
  );
}
