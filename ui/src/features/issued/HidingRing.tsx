import { t } from "@lingui/core/macro";

import { REVEAL_MS } from "../../session/useRevealedKey";
import styles from "./HidingRing.module.css";

const radius = 11;
const around = 2 * Math.PI * radius;

/** The seconds until a revealed key hides again, as a number in an emptying ring. */
export function HidingRing({ secondsLeft }: { secondsLeft: number }) {
  const part = Math.min(1, (secondsLeft * 1000) / REVEAL_MS);
  return (
    <svg
      className={styles["ring"]}
      width={28}
      height={28}
      viewBox="0 0 28 28"
      role="img"
      aria-label={t`Hidden again in ${secondsLeft} s`}
    >
      <circle className={styles["track"]} cx={14} cy={14} r={radius} />
      <circle
        className={styles["rest"]}
        cx={14}
        cy={14}
        r={radius}
        strokeDasharray={around}
        strokeDashoffset={around * (1 - part)}
        transform="rotate(-90 14 14)"
      />
      <text className={styles["number"]} x={14} y={18} textAnchor="middle">
        {secondsLeft}
      </text>
    </svg>
  );
}
