import { t } from "@lingui/core/macro";
import { useMemo } from "react";

import { makeFormat } from "../../format/format";
import { useSettings } from "../../session/SettingsContext";
import { utc } from "./timeZone";
import styles from "./ExactMoment.module.css";

/** A moment to the minute, in the admin's time zone by its name, and in UTC. */
export function ExactMoment({ ms }: { ms: number }) {
  const { intlLocale, timeZone } = useSettings();
  const local = useMemo(() => makeFormat(intlLocale, timeZone), [intlLocale, timeZone]);
  const universal = useMemo(() => makeFormat(intlLocale, utc), [intlLocale]);
  const moment = local.moment(ms);
  const utcMoment = universal.moment(ms);
  return (
    <p className={styles["moment"]}>
      <span>{t`${moment} (${timeZone})`}</span>
      <span className={styles["utc"]}>{t`${utcMoment} UTC`}</span>
    </p>
  );
}
