import { t } from "@lingui/core/macro";
import { CircleCheck, CircleX } from "lucide-react";

import { useFormat } from "../../format/useFormat";
import type { Decision } from "../../ipc/generated/Decision";
import { refusalWord } from "../../messages/refusalWord";
import styles from "./DecisionList.module.css";

const icon = { size: 14, strokeWidth: 1.75, "aria-hidden": true } as const;

export interface DecisionRowProps {
  decision: Decision;
  onOpenToken: (id: number) => void;
}

/** One decision; the token's name leads to the token. */
export function DecisionRow({ decision, onOpenToken }: DecisionRowProps) {
  const format = useFormat();
  const { atMs, token, address, method, path, refusal } = decision;
  const request = `${method} ${path}`;
  return (
    <tr className={styles["row"]}>
      <td title={format.exactMoment(atMs)}>{format.clockWithSeconds(atMs)}</td>
      <td>
        <span className={styles["decision"]} data-refused={refusal !== null || undefined}>
          {refusal === null ? <CircleCheck {...icon} /> : <CircleX {...icon} />}
          <span className={styles["clip"]}>{refusal === null ? t`Allowed` : refusalWord(refusal)}</span>
        </span>
      </td>
      <td>
        {token === null ? (
          <span className={styles["none"]}>–</span>
        ) : (
          <button
            type="button"
            className={styles["link"]}
            onClick={() => {
              onOpenToken(token.id);
            }}
          >
            {token.name}
          </button>
        )}
      </td>
      <td className={styles["mono"]}>{address ?? "–"}</td>
      <td className={styles["mono"]} title={request}>
        {request}
      </td>
    </tr>
  );
}
