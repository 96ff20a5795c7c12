import { t } from "@lingui/core/macro";

import { Meter } from "../../components/Meter";
import type { Format } from "../../format/format";
import { useFormat } from "../../format/useFormat";
import type { TokenRow } from "../../ipc/generated/TokenRow";
import styles from "./LimitCell.module.css";

/** The request limit, or where there is none the quota; below it a bar: how much is used of what ends first. */
export function LimitCell({ row }: { row: TokenRow }) {
  const format = useFormat();
  const quotas = quotasOf(row, format);
  const [first] = quotas;
  const limited = row.limit !== null || first !== undefined;
  const [used, limit] = [format.count(row.used), format.limit(row.limit)];
  const lines = [
    ...(row.limit ? [t`${limit}, ${used} used`] : []),
    ...quotas.map(({ spent, text }) => t`${text}, ${spent} spent`),
  ];
  const shares = [...(row.limit ? [row.used / row.limit.max] : []), ...quotas.map(({ share }) => share)];
  return (
    <span
      className={limited ? styles["limited"] : styles["unlimited"]}
      title={limited ? lines.join("\n") : limit}
    >
      <span className={styles["text"]}>
        {row.limit || first === undefined ? format.shortLimit(row.limit) : first.text}
      </span>
      {limited && (
        <span className={styles["bar"]}>
          <Meter label={t`Used`} value={Math.max(...shares)} max={1} size="thin" />
        </span>
      )}
    </span>
  );
}

function quotasOf({ quota, spent }: TokenRow, format: Format) {
  const dollars = (units: number) => format.amount(units, "dollars");
  const periods = [
    { most: quota.total, spent: spent.total, words: (most: string) => most },
    { most: quota.daily, spent: spent.daily, words: (most: string) => t`${most}/day` },
    { most: quota.monthly, spent: spent.monthly, words: (most: string) => t`${most}/month` },
  ];
  return periods.flatMap(({ most, spent: units, words }) =>
    most === null
      ? []
      : [{ text: words(dollars(most)), spent: dollars(units), share: most === 0 ? 1 : units / most }],
  );
}
