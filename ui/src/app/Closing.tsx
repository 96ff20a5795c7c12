import { Suspense, useEffect, useState } from "react";

import { lazily } from "../components/lazily";
import { onEvent } from "../ipc/event";
import type { AtStake } from "../ipc/generated/AtStake";

const ClosingQuestion = lazily(() => import("../features/closing/ClosingQuestion"), "ClosingQuestion");

/** Asks before the window is closed with keys that are nowhere else; over whatever it shows. */
export function Closing() {
  const [atStake, setAtStake] = useState<AtStake | null>(null);
  useEffect(() => onEvent("closing", setAtStake), []);
  return (
    <Suspense fallback={null}>
      {atStake !== null && (
        <ClosingQuestion
          atStake={atStake}
          onStay={() => {
            setAtStake(null);
          }}
        />
      )}
    </Suspense>
  );
}
