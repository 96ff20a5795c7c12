import { t } from "@lingui/core/macro";

import { useFormat } from "../../../format/useFormat";
import type { TokenUsage } from "../../../ipc/generated/TokenUsage";
import type { UsageSpan } from "../../../ipc/generated/UsageSpan";
import { refusalWord } from "../../../messages/refusalWord";
import { stretchName } from "./stretchName";
import styles from "./Usage.module.css";

/** What passed, and what did not by its reason. */
export function ReasonTable({ usage }: { usage: TokenUsage }) {
  const format = useFormat();
  return (
    <table className={styles["table"]}>
      <caption className="visually-hidden">{t`Requests by outcome`}</caption>
      <tbody>
        <tr>
          <th scope="row">{t`Allowed`}</th>
          <td>{format.count(usage.allowed)}</td>
        </tr>
        {usage.refused.map(({ code, count }) => (
          <tr key={code}>
            <th scope="row">{refusalWord(code)}</th>
            <td>{format.count(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The numbers of the chart; stretches without a request are left out. */
export function StretchTable({ usage, span }: { usage: TokenUsage; span: UsageSpan }) {
  const format = useFormat();
  const used = usage.stretches.filter(({ allowed, refused }) => allowed + refused > 0).reverse();
  return (
    <details className={styles["details"]}>
      <summary>{t`The chart as a table`}</summary>
      <table className={styles["table"]}>
        <thead>
          <tr>
            <th scope="col">{t`From`}</th>
            <th scope="col">{t`Allowed`}</th>
            <th scope="col">{t`Refused`}</th>
          </tr>
        </thead>
        <tbody>
          {used.map((stretch) => (
            <tr key={stretch.fromMs}>
              <th scope="row">{stretchName(stretch, span, format)}</th>
              <td>{format.count(stretch.allowed)}</td>
              <td>{format.count(stretch.refused)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
