import { plural, t } from "@lingui/core/macro";
import { useEffect, useState } from "react";

import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { FaultBanner } from "../../components/FaultBanner";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { onEvent } from "../../ipc/event";
import { asFault } from "../../ipc/fault";
import type { ChangeProgress } from "../../ipc/generated/ChangeProgress";
import type { Fault } from "../../ipc/generated/Fault";
import type { KeyProtection } from "../../ipc/generated/KeyProtection";
import type { RotationReport } from "../../ipc/generated/RotationReport";
import { dismissed, useVaultGate } from "../../session/useVaultGate";
import styles from "./KeyProtectionSection.module.css";
import { SettingRow } from "./Section";

/** The data key: how far its rotation is, and what starts, stops and continues it. */
export function RotationRow({ protection }: { protection: KeyProtection }) {
  const gate = useVaultGate();
  const format = useFormat();
  const [running, setRunning] = useState<ChangeProgress | null>(null);
  const [report, setReport] = useState<RotationReport | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);

  useEffect(() => onEvent("rotation-progress", setRunning), []);

  const rotate = async () => {
    setFault(null);
    setReport(null);
    try {
      const answer = await gate(() => command("rotate_data_key"));
      if (answer !== dismissed) setReport(answer);
    } catch (thrown) {
      setFault(asFault(thrown));
    }
  };
  const shown = running ?? protection.rotation;
  const text = () => {
    if (shown === null)
      return t`Seals every kept key anew, so that whoever once had the old data key can't open new ones.`;
    const [done, total] = [format.count(shown.done), format.count(shown.total)];
    return running
      ? t`Sealing the keys anew: ${done} of ${total}. You can go on working.`
      : t`Stopped at ${done} of ${total} keys. All of them open; the rest is sealed anew when it goes on.`;
  };
  return (
    <>
      <SettingRow label={t`Data key`} description={<span role="status">{text()}</span>}>
        {running ? (
          <Button size="small" onPress={() => void command("stop_rotation")}>
            {t`Stop`}
          </Button>
        ) : (
          <Button size="small" onPress={() => void rotate()}>
            {protection.rotation ? t`Go on` : t`Rotate the data key`}
          </Button>
        )}
      </SettingRow>
      {(fault ?? report) && (
        <div className={styles["note"]}>
          {fault ? <FaultBanner fault={fault} /> : report && <Outcome report={report} />}
        </div>
      )}
    </>
  );
}

function Outcome({ report }: { report: RotationReport }) {
  const format = useFormat();
  const resealed = format.count(report.resealed);
  if (report.damaged.length > 0) {
    const ids = report.damaged.join(", ");
    return (
      <Banner tone="warning" live title={t`Some sealed keys do not open: they are damaged.`}>
        {t`Tokens ${ids}. They were left as they are, and the old data key is kept for them; the tokens keep working.`}
      </Banner>
    );
  }
  if (report.stopped) return null;
  return (
    <Banner tone="success" live>
      {plural(report.resealed, {
        one: `The vault has a new data key; ${resealed} key is sealed with it.`,
        other: `The vault has a new data key; ${resealed} keys are sealed with it.`,
      })}
    </Banner>
  );
}
