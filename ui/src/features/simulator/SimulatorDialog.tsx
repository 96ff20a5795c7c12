import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { FaultBanner } from "../../components/FaultBanner";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { ImaginedRequest } from "../../ipc/generated/ImaginedRequest";
import { queryKeys } from "../../session/queryKeys";
import { Checklist } from "./Checklist";
import { KeyChoice } from "./KeyChoice";
import { methods } from "./http";
import { RequestForm } from "./RequestForm";
import { useSimulation } from "./useSimulation";
import { Verdict } from "./Verdict";
import styles from "./SimulatorDialog.module.css";

/** Would this request pass, and why? Judged by the verifier's own rules as it is typed; nothing is charged. */
export function SimulatorDialog({ id, onClose }: { id: number; onClose: () => void }) {
  const [request, setRequest] = useState<ImaginedRequest>({
    id,
    generation: null,
    address: "",
    method: methods[0],
    host: "",
    target: "/",
    model: "",
    at: null,
  });
  const details = useQuery({
    queryKey: queryKeys.details(id),
    queryFn: () => command("token_details", { id }),
  });
  const simulation = useSimulation(request);
  const fault = simulation.error ?? details.error;
  const explanation = simulation.data?.explanation ?? null;
  const token = details.data?.row;
  return (
    <Dialog
      size="large"
      flush
      title={t`Would this request pass?`}
      onClose={onClose}
      footer={<Button onPress={onClose}>{t`Close`}</Button>}
    >
      <div className={styles["columns"]}>
        <div className={styles["form"]}>
          <p className={styles["token"]}>
            <span className={styles["muted"]}>{t`With the key of`}</span>
            <span className={styles["name"]}>{token?.name ?? ""}</span>
          </p>
          {details.data && details.data.oldKeys.length > 0 && (
            <KeyChoice
              token={details.data}
              generation={request.generation}
              onChange={(generation) => {
                setRequest({ ...request, generation });
              }}
            />
          )}
          <RequestForm
            request={request}
            onChange={setRequest}
            simulation={simulation.data}
            hasModels={token !== undefined && token.models !== null}
          />
        </div>
        <div className={styles["answer"]}>
          {fault && <FaultBanner fault={asFault(fault)} />}
          {!fault && simulation.data && explanation === null && (
            <p className={styles["muted"]}>{t`Correct the marked fields to see the answer.`}</p>
          )}
          {!fault && explanation && token && (
            <>
              <Verdict explanation={explanation} />
              <Checklist explanation={explanation} token={token} />
              <p
                className={styles["note"]}
              >{t`Nothing is charged. A rate is not judged: only the verifier that counts it knows its state.`}</p>
            </>
          )}
        </div>
      </div>
    </Dialog>
  );
}
