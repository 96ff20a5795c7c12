import { useEffect } from "react";

import { command } from "../ipc/command";
import { SessionProvider } from "../session/SessionProvider";
import { Closing } from "./Closing";
import { ErrorBoundary } from "./ErrorBoundary";
import { FaultPage } from "./FaultPage";
import type { Start } from "./open";
import { ReplacementProvider } from "./ReplacementProvider";
import { Shell } from "./Shell";

/** The console, or why it can't be opened. */
export function App({ start }: { start: Start }) {
  if ("fault" in start)
    return (
      <>
        <FaultPage fault={start.fault} dataPath={null} />
        <PageReady />
      </>
    );
  const { boot, queries } = start;
  return (
    <SessionProvider boot={boot} queries={queries}>
      {() => (
        <>
          <ErrorBoundary>
            <ReplacementProvider>
              {boot.fault ? <FaultPage fault={boot.fault} dataPath={boot.dataPath} /> : <Shell boot={boot} />}
            </ReplacementProvider>
            <PageReady />
          </ErrorBoundary>
          <Closing />
        </>
      )}
    </SessionProvider>
  );
}

/** Says that the first screen is there. */
function PageReady() {
  useEffect(() => {
    // Refused only where nobody listens; then there is nobody to tell.
    command("page_ready").catch(() => undefined);
  }, []);
  return null;
}
