import { t } from "@lingui/core/macro";
import { CircleCheck, CircleX } from "lucide-react";

import { useFormat } from "../../format/useFormat";
import type { Explanation } from "../../ipc/generated/Explanation";
import type { TokenRow } from "../../ipc/generated/TokenRow";
import { passedText, refusalText } from "../../messages/checkText";
import styles from "./Checklist.module.css";

const icon = { size: 16, strokeWidth: 1.75 } as const;

/** Every rule in the order of the decision, each with what it says; the first refusal decides. */
export function Checklist({ explanation, token }: { explanation: Explanation; token: TokenRow }) {
  const format = useFormat();
  const judged = { explanation, token, format };
  const deciding = explanation.checks.find((check) => check.refusal !== null);
  return (
    <ol className={styles["list"]} aria-label={t`Rules in the order of the decision`}>
      {explanation.checks.map((check) => {
        const { rule, refusal } = check;
        return (
          <li
            key={rule}
            className={styles["check"]}
            data-refused={refusal !== null || undefined}
            data-deciding={check === deciding || undefined}
          >
            {refusal === null ? (
              <CircleCheck {...icon} role="img" aria-label={t`Passed`} />
            ) : (
              <CircleX {...icon} role="img" aria-label={t`Refused`} />
            )}
            <span className={styles["text"]}>
              {refusal === null ? passedText(rule, judged) : refusalText(refusal, judged)}
            </span>
            {check === deciding && <span className={styles["decides"]}>{t`Decides`}</span>}
            {refusal !== null && <code className={styles["code"]}>{refusal}</code>}
          </li>
        );
      })}
    </ol>
  );
}
