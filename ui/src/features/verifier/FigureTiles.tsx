import { t } from "@lingui/core/macro";

import { useFormat } from "../../format/useFormat";
import type { EnforcementFigures } from "../../ipc/generated/EnforcementFigures";
import { rounded } from "./rounded";
import styles from "./FigureTiles.module.css";

/** The live counter: since it was switched on, and at this moment. */
export function FigureTiles({ figures }: { figures: EnforcementFigures }) {
  const format = useFormat();
  const pace = (perSecond: number) => {
    const shown = format.count(rounded(perSecond));
    return t`${shown} per second`;
  };
  const [lag, maxLag] = [format.count(figures.lagMs), format.count(figures.maxLagMs)];
  return (
    <dl className={styles["tiles"]}>
      <Tile name={t`Allowed`} value={format.count(figures.allowed)} note={pace(figures.allowedPerSecond)} />
      <Tile name={t`Refused`} value={format.count(figures.refused)} note={pace(figures.refusedPerSecond)} />
      <Tile name={t`Tokens known`} value={format.count(figures.tokens)} note={t`in memory`} />
      <Tile name={t`Last change held after`} value={t`${lag} ms`} note={t`${maxLag} ms at the longest`} />
    </dl>
  );
}

function Tile({ name, value, note }: { name: string; value: string; note: string }) {
  return (
    <div className={styles["tile"]}>
      <dt className={styles["name"]}>{name}</dt>
      <dd className={styles["value"]}>{value}</dd>
      <dd className={styles["note"]}>{note}</dd>
    </div>
  );
}
