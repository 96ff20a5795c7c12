import { t } from "@lingui/core/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { ConfirmDialog } from "../../components/ConfirmDialog";
import { FaultBanner } from "../../components/FaultBanner";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { Fault } from "../../ipc/generated/Fault";
import type { Route } from "../../ipc/generated/Route";
import { queryKeys } from "../../session/queryKeys";
import styles from "./RoutesPage.module.css";

/** Asks before requests lose their route. */
export function RemoveDialog({ route, onClose }: { route: Route; onClose: () => void }) {
  const queries = useQueryClient();
  const [fault, setFault] = useState<Fault | null>(null);
  const [isPending, setPending] = useState(false);
  const remove = async () => {
    setPending(true);
    try {
      queries.setQueryData(queryKeys.routes, await command("remove_route", { id: route.id }));
      onClose();
    } catch (thrown) {
      const refusal = asFault(thrown);
      // Somebody else was faster: it is gone, as wanted.
      if (refusal.code === "not_found") onClose();
      setFault(refusal);
      setPending(false);
    }
  };
  const requests = `${route.method} ${route.host ?? ""}${route.path}`;
  return (
    <ConfirmDialog
      title={t`Remove this route?`}
      confirmLabel={t`Remove`}
      tone="danger"
      focus="cancel"
      isPending={isPending}
      onConfirm={() => void remove()}
      onCancel={onClose}
    >
      <div className={styles["form"]}>
        <p>
          <code className={styles["requests"]}>{requests}</code>
        </p>
        <p>
          {t`Its requests then go by another route that matches them, or have none. This holds at the verifier at once.`}
        </p>
        {fault && <FaultBanner fault={fault} />}
      </div>
    </ConfirmDialog>
  );
}
