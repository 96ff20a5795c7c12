import type { ReactNode } from "react";

import type { Fault } from "../ipc/generated/Fault";
import { faultText } from "../messages/faultText";
import { Banner } from "./Banner";

/** What happened, what to do next, and what the system said. */
export function FaultBanner({ fault, actions }: { fault: Fault; actions?: ReactNode }) {
  const { what, next, detail } = faultText(fault);
  return (
    <Banner tone="danger" title={what} detail={detail} actions={actions} live>
      {next}
    </Banner>
  );
}
