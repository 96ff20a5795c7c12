import { t } from "@lingui/core/macro";
import { DatabaseZap, RotateCw } from "lucide-react";

import { Button } from "../components/Button";
import { EmptyState } from "../components/EmptyState";
import type { Fault } from "../ipc/generated/Fault";
import { faultText } from "../messages/faultText";
import styles from "./FaultPage.module.css";

/** In place of the console: what happened and what to do next. */
export function FaultPage({ fault, dataPath }: { fault: Fault; dataPath: string | null }) {
  const { what, next, detail } = faultText(fault);
  return (
    <main className={styles["page"]}>
      <div className={styles["alert"]} role="alert">
        <EmptyState
          icon={<DatabaseZap size={24} strokeWidth={1.5} />}
          title={what}
          actions={
            <Button
              variant="primary"
              icon={<RotateCw size={16} strokeWidth={1.75} aria-hidden />}
              onPress={() => {
                window.location.reload();
              }}
            >
              {t`Try again`}
            </Button>
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
