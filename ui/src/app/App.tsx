import { useEffect, useState } from "react";

import { learn, speak } from "../i18n";
import { command } from "../ipc/command";
import { asFault } from "../ipc/fault";
import type { Boot } from "../ipc/generated/Boot";
import type { Fault } from "../ipc/generated/Fault";
import { newQueries } from "../session/newQueries";
import { SessionProvider } from "../session/SessionProvider";
import { wear } from "../theme/appearance";
import { Closing } from "./Closing";
import { ErrorBoundary } from "./ErrorBoundary";
import { FaultPage } from "./FaultPage";
import { open } from "./open";
import { ReplacementProvider } from "./ReplacementProvider";
import { Shell } from "./Shell";

type Start = { boot: Boot } | { fault: Fault };

/** Opens the console, or says why it can't. */
export function App() {
  const [start, setStart] = useState<Start | null>(null);
  const [queries] = useState(newQueries);

  useEffect(() => {
    let isCurrent = true;
    open(queries).then(
      (boot) => {
        if (isCurrent) setStart({ boot });
      },
      async (thrown: unknown) => {
        await learn("en");
        if (!isCurrent) return;
        speak("en");
        wear("system", "compact");
        setStart({ fault: asFault(thrown) });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [queries]);

  if (start === null) return null;
  if ("fault" in start)
    return (
      <>
        <FaultPage fault={start.fault} dataPath={null} />
        <PageReady />
      </>
    );
  const { boot } = start;
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
