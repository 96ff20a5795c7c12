import { t } from "@lingui/core/macro";

import { formatOf } from "../../format/format";
import { useSettings } from "../../session/SettingsContext";
import { utc } from "./timeZone";
import styles from "./ExactMoment.module.css";

/** A moment to the minute, in the admin's time zone by its name, and in UTC. */
export function ExactMoment({ ms }: { ms: number }) {
  const { intlLocale, timeZone } = useSettings();
  const moment = formatOf(intlLocale, timeZone).moment(ms);
  const utcMoment = formatOf(intlLocale, utc).moment(ms);
  return (
    <p className={styles["moment"]}>
      <span>{t`${moment} (${timeZone})`}</span>
      <span className={styles["utc"]}>{t`${utcMoment} UTC`}</span>
    </p>
  );
}
