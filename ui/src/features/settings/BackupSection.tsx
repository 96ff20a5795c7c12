import { t } from "@lingui/core/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { BackupList } from "../../components/BackupList";
import { Button } from "../../components/Button";
import { FaultBanner } from "../../components/FaultBanner";
import { Switch } from "../../components/Switch";
import { useToasts } from "../../components/ToastContext";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { Backups } from "../../ipc/generated/Backups";
import type { Fault } from "../../ipc/generated/Fault";
import type { RestorePlan } from "../../ipc/generated/RestorePlan";
import { queryKeys } from "../../session/queryKeys";
import styles from "./BackupSection.module.css";
import { RestoreDialog } from "./RestoreDialog";
import { Section, SettingRow } from "./Section";

/** What is being done; one thing at a time. */
type Doing = "daily" | "making" | "saving" | "looking";

/** Copies of the data file: one each day, by hand, and back again. */
export function BackupSection() {
  const format = useFormat();
  const toasts = useToasts();
  const queries = useQueryClient();
  const [fault, setFault] = useState<Fault | null>(null);
  const [doing, setDoing] = useState<Doing | null>(null);
  const [plan, setPlan] = useState<RestorePlan | null>(null);
  const found = useQuery({ queryKey: queryKeys.backups, queryFn: () => command("list_backups") });
  const backups = found.data;
  const show = (changed: Backups) => {
    queries.setQueryData(queryKeys.backups, changed);
  };

  const act = async (what: Doing, work: () => Promise<void>) => {
    setFault(null);
    setDoing(what);
    try {
      await work();
    } catch (thrown) {
      setFault(asFault(thrown));
    } finally {
      setDoing(null);
    }
  };
  const make = () =>
    act("making", async () => {
      show(await command("back_up"));
      toasts.show({ tone: "success", title: t`The backup is made` });
    });
  const saveCopy = () =>
    act("saving", async () => {
      const { path } = await command("save_backup_copy", { title: t`Save a backup` });
      if (path !== null) toasts.show({ tone: "success", title: t`The backup is saved`, detail: path });
    });
  const prepare = (name: string | null) =>
    act("looking", async () => {
      setPlan(await command("prepare_restore", { name, title: t`Choose a backup` }));
    });
  const shownFault = fault ?? (found.error ? asFault(found.error) : null) ?? backups?.dailyFault ?? null;
  const latest = backups?.kept[0];
  const when = latest === undefined ? null : format.moment(latest.madeMs);
  return (
    <Section
      title={t`Backup`}
      description={t`Whole copies of the data file, made while everything goes on. The kept keys in them stay sealed.`}
    >
      <SettingRow label={t`Daily backup`} description={t`One each day. The last seven are kept.`}>
        <Switch
          isSelected={backups?.isDaily ?? true}
          isDisabled={backups === undefined || doing !== null}
          onChange={(areWanted) =>
            void act("daily", async () => {
              show(await command("save_daily_backups", { areWanted }));
            })
          }
        >
          <span className="visually-hidden">{t`Daily backup`}</span>
        </Switch>
      </SettingRow>
      {shownFault && (
        <div className={styles["note"]}>
          <FaultBanner fault={shownFault} />
        </div>
      )}
      <div className={styles["actions"]}>
        <Button
          size="small"
          isPending={doing === "making"}
          isDisabled={doing !== null && doing !== "making"}
          onPress={() => void make()}
        >
          {t`Back up now`}
        </Button>
        <Button
          size="small"
          isPending={doing === "saving"}
          isDisabled={doing !== null && doing !== "saving"}
          onPress={() => void saveCopy()}
        >
          {t`Save a copy…`}
        </Button>
        <Button
          size="small"
          isPending={doing === "looking"}
          isDisabled={doing !== null && doing !== "looking"}
          onPress={() => void prepare(null)}
        >
          {t`Restore from a file…`}
        </Button>
        <span className={styles["latest"]}>{when === null ? t`No backup yet` : t`Last backup: ${when}`}</span>
      </div>
      {backups !== undefined && backups.kept.length > 0 && (
        <div className={styles["list"]}>
          <BackupList
            backups={backups.kept}
            isDisabled={doing !== null}
            onRestore={(name) => void prepare(name)}
          />
        </div>
      )}
      {backups && (
        <p className={styles["folder"]}>
          {t`Folder:`} <code>{backups.folder}</code>
        </p>
      )}
      {plan && (
        <RestoreDialog
          plan={plan}
          onRestored={show}
          onClose={() => {
            setPlan(null);
          }}
        />
      )}
    </Section>
  );
}
