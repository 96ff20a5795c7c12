import { t } from "@lingui/core/macro";
import type { ReactNode } from "react";

import type { Fault } from "../ipc/generated/Fault";
import { faultText } from "../messages/faultText";
import { useReplacement } from "../session/ReplacementContext";
import { Banner } from "./Banner";
import { Button } from "./Button";

/** What says of the data file that no backup can be restored into it, as the settings do: one has to take its place. */
const beyondRepair: ReadonlySet<Fault["code"]> = new Set<Fault["code"]>([
  "store_damaged",
  "store_unreadable",
]);

/** What happened, what to do next, and what the system said. */
export function FaultBanner({ fault, actions }: { fault: Fault; actions?: ReactNode }) {
  const { what, next, detail } = faultText(fault);
  const replace = useReplacement();
  const isReplaceable = replace !== null && beyondRepair.has(fault.code);
  return (
    <Banner
      tone="danger"
      title={what}
      detail={detail}
      actions={
        isReplaceable ? (
          <>
            {actions}
            <Button size="small" onPress={replace}>{t`Restore from a backup…`}</Button>
          </>
        ) : (
          actions
        )
      }
      live
    >
      {next}
    </Banner>
  );
}
