import { t } from "@lingui/core/macro";

import { Banner } from "../../components/Banner";
import type { Explanation } from "../../ipc/generated/Explanation";
import { statusLine } from "./http";
import styles from "./Verdict.module.css";

/** Pass or not, and what is answered to the outside. */
export function Verdict({ explanation: { answer } }: { explanation: Explanation }) {
  if (answer === null)
    return (
      <div role="status">
        <Banner tone="success" title={t`This request would pass.`} />
      </div>
    );
  const { status, challenge, code } = answer;
  return (
    <div role="status">
      <Banner tone="danger" title={t`This request would be refused.`}>
        <dl className={styles["answer"]}>
          <dt>{t`The client gets`}</dt>
          <dd>
            <code>{statusLine(status)}</code>
            {challenge !== null && <code>{challenge}</code>}
          </dd>
          <dt>{t`The gateway is told`}</dt>
          <dd>
            <code>{code}</code>
          </dd>
        </dl>
      </Banner>
    </div>
  );
}
