import { t } from "@lingui/core/macro";
import { CircleCheck, CircleMinus, CircleX } from "lucide-react";

import { Banner } from "../../components/Banner";
import type { GatewayStep } from "../../ipc/generated/GatewayStep";
import { mistakeText, questionText, skipText } from "../../messages/gatewayTestText";
import styles from "./TestSteps.module.css";

const icon = { size: 16, strokeWidth: 1.75 } as const;

/** Each step with what it found; a mistake with the way to mend it. */
export function TestSteps({ steps }: { steps: GatewayStep[] }) {
  const isWrong = steps.some(({ finding }) => finding.result === "wrong");
  const isWhole = steps.every(({ finding }) => finding.result === "right");
  return (
    <>
      <div role="status">
        {isWrong && <Banner tone="danger" title={t`The gateway is not right yet.`} />}
        {!isWrong && (
          <Banner
            tone="success"
            title={isWhole ? t`The gateway is right.` : t`Nothing wrong was found; some steps were left out.`}
          />
        )}
      </div>
      <ol className={styles["list"]} aria-label={t`Steps of the test`}>
        {steps.map(({ question, finding }) => (
          <li key={question} className={styles["step"]} data-result={finding.result}>
            {finding.result === "right" && <CircleCheck {...icon} role="img" aria-label={t`Right`} />}
            {finding.result === "wrong" && <CircleX {...icon} role="img" aria-label={t`Wrong`} />}
            {finding.result === "skipped" && <CircleMinus {...icon} role="img" aria-label={t`Left out`} />}
            <div className={styles["text"]}>
              <p>{questionText(question)}</p>
              {finding.result === "wrong" && <Mistake {...mistakeText(finding.mistake)} />}
              {finding.result === "skipped" && <p className={styles["note"]}>{skipText(finding.reason)}</p>}
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}

function Mistake({ what, next }: { what: string; next: string }) {
  return (
    <>
      <p className={styles["what"]}>{what}</p>
      <p className={styles["note"]}>{next}</p>
    </>
  );
}
