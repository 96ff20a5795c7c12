import { t } from "@lingui/core/macro";
import type { ReactNode } from "react";

import { Chip } from "../../components/Chip";
import { Meter } from "../../components/Meter";
import type { Format } from "../../format/format";
import { useFormat } from "../../format/useFormat";
import type { TokenDetails } from "../../ipc/generated/TokenDetails";
import { fieldName } from "../../messages/fieldName";
import { visibilityWord } from "../../messages/words";
import { useNow } from "../../session/useNow";
import styles from "./DetailsPanel.module.css";

/** Every field of a token, as it is. */
export function DetailFields({ details }: { details: TokenDetails }) {
  const { row } = details;
  const format = useFormat();
  const now = useNow(30_000);
  const used = format.count(row.used);
  return (
    <dl className={styles["fields"]}>
      {details.description !== "" && (
        <Row name={fieldName("description")}>
          <span className={styles["prose"]}>{details.description}</span>
        </Row>
      )}
      <Row name={fieldName("scopes")}>
        <Chips items={row.scopes} />
      </Row>
      <Row name={fieldName("expiry")}>
        {row.expiresMs === null ? (
          t`Indefinite`
        ) : (
          <>
            <span title={format.utcMoment(row.expiresMs)}>{format.moment(row.expiresMs)}</span>
            <span className={styles["muted"]}>{format.relative(row.expiresMs, now)}</span>
          </>
        )}
      </Row>
      <Row name={fieldName("requestLimit")}>
        <span>{format.limit(row.limit)}</span>
        {row.limit && (
          <>
            <span className={styles["meter"]}>
              <Meter label={t`Used`} value={row.used} max={row.limit.max} />
            </span>
            <span className={styles["muted"]}>{t`${used} used`}</span>
          </>
        )}
      </Row>
      {row.rate && <Row name={fieldName("rate")}>{format.rate(row.rate)}</Row>}
      <QuotaRows details={details} />
      {row.models !== null && (
        <Row name={fieldName("models")}>
          <Chips items={row.models} />
        </Row>
      )}
      <Row name={fieldName("group")}>{row.group}</Row>
      <Row name={fieldName("allowIps")}>
        {row.allowIps.length === 0 ? t`All addresses` : <Chips items={row.allowIps} />}
      </Row>
      <Row name={fieldName("blockIps")}>
        {row.blockIps.length === 0 ? t`None` : <Chips items={row.blockIps} />}
      </Row>
      <Row name={fieldName("visibility")}>{visibilityWord(row.visibility)}</Row>
      <Row name={t`Created`}>
        <span title={format.exactMoment(row.createdMs)}>{format.moment(row.createdMs)}</span>
      </Row>
      <Row name={t`Last used`}>
        {row.lastUsedMs === null ? (
          t({ message: "Never", context: "last used" })
        ) : (
          <span title={format.exactMoment(row.lastUsedMs)}>
            {format.relative(Math.min(row.lastUsedMs, now), now)}
          </span>
        )}
      </Row>
    </dl>
  );
}

/** Each quota with what is spent of it; of a token without any, only what it has spent. */
function QuotaRows({ details }: { details: TokenDetails }) {
  const { quota, spent } = details.row;
  const format = useFormat();
  const periods = [
    { field: "quota", most: quota.total, spent: spent.total, resetMs: null },
    { field: "dailyQuota", most: quota.daily, spent: spent.daily, resetMs: details.dailyResetMs },
    { field: "monthlyQuota", most: quota.monthly, spent: spent.monthly, resetMs: details.monthlyResetMs },
  ] as const;
  return periods
    .filter((period) => period.field === "quota" || period.most !== null)
    .map((period) => {
      const used = format.amount(period.spent, "dollars");
      const reset = period.resetMs === null ? null : format.moment(period.resetMs);
      return (
        <Row key={period.field} name={fieldName(period.field)}>
          <span title={period.most === null ? undefined : everyDenomination(period.most, format)}>
            {period.most === null ? t`Unlimited` : format.amount(period.most, "dollars")}
          </span>
          {period.most !== null && (
            <span className={styles["meter"]}>
              <Meter label={t`Spent`} value={period.spent} max={period.most} />
            </span>
          )}
          {(period.most !== null || period.spent > 0) && (
            <span className={styles["muted"]} title={everyDenomination(period.spent, format)}>
              {reset === null ? t`${used} spent` : t`${used} spent; begins anew ${reset}`}
            </span>
          )}
        </Row>
      );
    });
}

function everyDenomination(units: number, format: Format): string {
  return (["dollars", "credits", "units"] as const).map((name) => format.amount(units, name)).join(" = ");
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles["field"]}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Chips({ items }: { items: string[] }) {
  return (
    <span className={styles["chips"]}>
      {items.map((item) => (
        <Chip key={item} mono title={item}>
          {item}
        </Chip>
      ))}
    </span>
  );
}
