import { t } from "@lingui/core/macro";
import { Boxes, CircleDollarSign, Clock, Gauge, Globe, KeyRound, Lock, Timer } from "lucide-react";

import { useFormat } from "../../format/useFormat";
import type { Visibility } from "../../ipc/generated/Visibility";
import {
  addressSentence,
  expirySentence,
  limitSentence,
  modelsSentence,
  quotaSentence,
  rateSentence,
  scopeSentence,
  visibilitySentence,
  type TokenPowers,
} from "./tokenSummary";
import styles from "./TokenSummary.module.css";

interface TokenSummaryProps {
  readonly powers: TokenPowers;
  readonly visibility: Visibility;
}

/** What the token may do, in plain words, a line for each rule. */
export function TokenSummary({ powers, visibility }: TokenSummaryProps) {
  const format = useFormat();
  const lines = [
    { icon: KeyRound, text: scopeSentence(powers, format) },
    { icon: Globe, text: addressSentence(powers, format) },
    { icon: Gauge, text: limitSentence(powers) },
    { icon: Timer, text: rateSentence(powers, format) },
    { icon: CircleDollarSign, text: quotaSentence(powers, format) },
    { icon: Boxes, text: modelsSentence(powers, format) },
    { icon: Clock, text: expirySentence(powers, format) },
    { icon: Lock, text: visibilitySentence(visibility) },
  ];
  return (
    <div className={styles["summary"]}>
      <h3 className={styles["title"]}>{t`This key may`}</h3>
      <ul className={styles["lines"]}>
        {lines.map(
          ({ icon: Icon, text }, index) =>
            text !== null && (
              <li key={index} className={styles["line"]}>
                <Icon size={16} strokeWidth={1.5} aria-hidden />
                <span>{text}</span>
              </li>
            ),
        )}
      </ul>
    </div>
  );
}
