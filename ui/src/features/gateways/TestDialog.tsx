import { t } from "@lingui/core/macro";
import { useState } from "react";

import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { FaultBanner } from "../../components/FaultBanner";
import { TextField } from "../../components/TextField";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { Fault } from "../../ipc/generated/Fault";
import type { GatewayForm } from "../../ipc/generated/GatewayForm";
import type { GatewayTestReport } from "../../ipc/generated/GatewayTestReport";
import { gatewayProblemText } from "../../messages/gatewayText";
import { TestSteps } from "./TestSteps";
import styles from "./TestDialog.module.css";

export interface TestDialogProps {
  form: GatewayForm;
  onClose: () => void;
}

/** Real requests through a running gateway, and what they say. */
export function TestDialog({ form, onClose }: TestDialogProps) {
  const format = useFormat();
  const [gateway, setGateway] = useState(() => fromHere(form.listen));
  const [path, setPath] = useState("/");
  const [isRunning, setRunning] = useState(false);
  const [report, setReport] = useState<GatewayTestReport | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);

  const run = async () => {
    setRunning(true);
    setFault(null);
    setReport(null);
    try {
      setReport(await command("test_gateway", { gateway, path, backend: form.backend }));
    } catch (thrown) {
      setFault(asFault(thrown));
    } finally {
      setRunning(false);
    }
  };
  const problem = (code: keyof Pick<GatewayTestReport, "gatewayProblem" | "pathProblem">) => {
    const found = report?.[code] ?? null;
    return found === null ? null : gatewayProblemText(found, format);
  };
  return (
    <Dialog
      title={t`Test the gateway`}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t`Close`}</Button>
          <Button variant="primary" type="submit" form="gateway-test" isPending={isRunning}>
            {report === null ? t`Run the test` : t`Test again`}
          </Button>
        </>
      }
    >
      <form
        id="gateway-test"
        className={styles["form"]}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isRunning) void run();
        }}
      >
        <p className={styles["lead"]}>
          {t`Sends about ten requests through the gateway, with a token that is issued for the test and deleted again. Your service gets some of them. Where it is on this machine and not running, the test stands in for it and sees more.`}
        </p>
        <div className={styles["fields"]}>
          <TextField
            label={t`Gateway address`}
            isRequired
            mono
            autoFocus
            value={gateway}
            onChange={setGateway}
            error={problem("gatewayProblem")}
          />
          <TextField
            label={t`Path`}
            isRequired
            mono
            value={path}
            onChange={setPath}
            error={problem("pathProblem")}
          />
        </div>
        {fault && <FaultBanner fault={fault} />}
        {report !== null && report.steps.length > 0 && <TestSteps steps={report.steps} />}
      </form>
    </Dialog>
  );
}

/** Every address of its machine is this one's loopback, too. */
function fromHere(listen: string): string {
  return listen
    .trim()
    .replace(/^0\.0\.0\.0:/, "127.0.0.1:")
    .replace(/^\[::\]:/, "[::1]:");
}
