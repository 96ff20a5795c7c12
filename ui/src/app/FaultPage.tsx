import { t } from "@lingui/core/macro";
import { ArchiveRestore, DatabaseZap, RotateCw } from "lucide-react";

import { Button } from "../components/Button";
import { EmptyState } from "../components/EmptyState";
import type { Fault } from "../ipc/generated/Fault";
import { faultText } from "../messages/faultText";
import { useReplacement } from "../session/ReplacementContext";
import styles from "./FaultPage.module.css";

/** What says that nothing can be done with the data file: a backup may take its place. */
const beyondUse: ReadonlySet<Fault["code"]> = new Set<Fault["code"]>([
  "store_damaged",
  "store_corrupt",
  "store_unreadable",
  "store_foreign",
  "store_newer",
  "store_foreign_log",
]);

/** In place of the console: what happened and what to do next. */
export function FaultPage({ fault, dataPath }: { fault: Fault; dataPath: string | null }) {
  const { what, next, detail } = faultText(fault);
  const replace = useReplacement();
  return (
    <main className={styles["page"]}>
      <div className={styles["alert"]} role="alert">
        <EmptyState
          isWholePage
          icon={<DatabaseZap size={24} strokeWidth={1.5} />}
          title={what}
          actions={
            <>
              <Button
                variant="primary"
                icon={<RotateCw size={16} strokeWidth={1.75} aria-hidden />}
                onPress={() => {
                  window.location.reload();
                }}
              >
                {t`Try again`}
              </Button>
              {replace !== null && beyondUse.has(fault.code) && (
                <Button icon={<ArchiveRestore size={16} strokeWidth={1.75} aria-hidden />} onPress={replace}>
                  {t`Restore from a backup…`}
                </Button>
              )}
            </>
          }
        >
          <p>{next}</p>
          {dataPath !== null && <code className={styles["detail"]}>{dataPath}</code>}
          {detail && <code className={styles["detail"]}>{detail}</code>}
        </EmptyState>
      </div>
    </main>
  );
}
