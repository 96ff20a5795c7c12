import { t } from "@lingui/core/macro";
import { useQueryClient } from "@tanstack/react-query";

import { RadioGroup } from "../../components/RadioGroup";
import { useToasts } from "../../components/ToastContext";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { Unmatched } from "../../ipc/generated/Unmatched";
import { faultText } from "../../messages/faultText";
import { queryKeys } from "../../session/queryKeys";
import styles from "./RoutesPage.module.css";

/** What becomes of requests that have no route. */
export function UnmatchedChoice({ unmatched }: { unmatched: Unmatched }) {
  const queries = useQueryClient();
  const toasts = useToasts();
  const choose = (choice: Unmatched) => {
    command("choose_unmatched", { unmatched: choice }).then(
      (page) => {
        queries.setQueryData(queryKeys.routes, page);
      },
      (thrown: unknown) => {
        const { what, next } = faultText(asFault(thrown));
        toasts.show({ tone: "danger", title: what, detail: next });
      },
    );
  };
  return (
    <div className={styles["unmatched"]}>
      <RadioGroup<Unmatched>
        label={t`Requests without a route`}
        look="segments"
        value={unmatched}
        choices={[
          { value: "refuse", label: t`are refused` },
          { value: "pass", label: t`pass with any valid token` },
        ]}
        onChange={choose}
      />
    </div>
  );
}
