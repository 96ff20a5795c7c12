import { t } from "@lingui/core/macro";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleMinus, CircleX } from "lucide-react";
import { useState } from "react";

import { FaultBanner } from "../../components/FaultBanner";
import { Select } from "../../components/Select";
import { TextField } from "../../components/TextField";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { RouteMatch } from "../../ipc/generated/RouteMatch";
import type { RouteTrial } from "../../ipc/generated/RouteTrial";
import { pathProblemText } from "../../messages/pathProblemText";
import { queryKeys } from "../../session/queryKeys";
import { useSettled } from "../../session/useSettled";
import { FIRST_METHOD, methodsWith } from "./methods";
import styles from "./RoutesPage.module.css";

/** Joins the keystrokes of a fast typist. */
const PAUSE_MS = 120;
const icon = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;

/** Which route would this request have? */
export function TryRoute() {
  const [trial, setTrial] = useState<RouteTrial>({ method: FIRST_METHOD, host: "", target: "" });
  const settled = useSettled(trial, PAUSE_MS);
  const isAsked = settled.target.trim() !== "";
  const found = useQuery({
    queryKey: queryKeys.routeTrial(settled),
    queryFn: () => command("try_route", settled),
    enabled: isAsked,
    placeholderData: keepPreviousData,
  });
  return (
    <section className={styles["trial"]} aria-label={t`Try a request`}>
      <h2 className={styles["heading"]}>{t`Which route would a request have?`}</h2>
      <div className={styles["request"]}>
        <Select
          label={t`Method`}
          hideLabel
          value={trial.method}
          options={methodsWith(trial.method, false).map((method) => ({ value: method, label: method }))}
          onChange={(method) => {
            setTrial({ ...trial, method });
          }}
        />
        <TextField
          label={t`Host`}
          hideLabel
          mono
          placeholder={t`any host`}
          value={trial.host}
          onChange={(host) => {
            setTrial({ ...trial, host });
          }}
        />
        <TextField
          label={t`Path`}
          hideLabel
          mono
          placeholder="/v1/clusters/7"
          value={trial.target}
          onChange={(target) => {
            setTrial({ ...trial, target });
          }}
        />
      </div>
      <div className={styles["answer"]} role="status">
        {found.error && <FaultBanner fault={asFault(found.error)} />}
        {isAsked && found.data ? <Answer found={found.data} /> : null}
      </div>
    </section>
  );
}

function Answer({ found }: { found: RouteMatch }) {
  switch (found.kind) {
    case "path_refused":
      return (
        <p className={styles["refused"]}>
          <CircleX {...icon} />
          {pathProblemText(found.problem)}
        </p>
      );
    case "no_routes":
      return (
        <p className={styles["found"]}>
          <CircleMinus {...icon} />
          {t`There are no routes: any valid token passes.`}
        </p>
      );
    case "unmatched":
      return found.choice === "refuse" ? (
        <p className={styles["refused"]}>
          <CircleX {...icon} />
          {t`It has no route and is refused.`}
        </p>
      ) : (
        <p className={styles["found"]}>
          <CircleMinus {...icon} />
          {t`It has no route; any valid token passes.`}
        </p>
      );
    case "matched": {
      const { method, host, path, scope } = found.route;
      return (
        <p className={styles["matched"]}>
          <CircleCheck {...icon} />
          <code>{`${method} ${host ?? ""}${path}`}</code>
          <span>{scope === null ? t`needs any valid token` : t`needs the scope ${scope}`}</span>
        </p>
      );
    }
  }
}
