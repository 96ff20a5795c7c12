import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { command } from "../ipc/command";
import { asFault } from "../ipc/fault";
import type { EnforcementChoice } from "../ipc/generated/EnforcementChoice";
import type { Fault } from "../ipc/generated/Fault";
import type { LocalPlaceProblem } from "../ipc/generated/LocalPlaceProblem";
import { queryKeys } from "./queryKeys";

/** Switches enforcement; keeps what was wrong with the last attempt. */
export function useEnforce() {
  const queries = useQueryClient();
  const [isPending, setPending] = useState(false);
  const [problem, setProblem] = useState<LocalPlaceProblem | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);

  const enforce = async (choice: EnforcementChoice) => {
    setPending(true);
    setFault(null);
    try {
      const answer = await command("enforce", choice);
      setProblem(answer.problem);
      queries.setQueryData(queryKeys.enforcement, answer.enforcement);
    } catch (thrown) {
      setFault(asFault(thrown));
    } finally {
      setPending(false);
      // Between question and answer it may have gone on.
      void queries.invalidateQueries({ queryKey: queryKeys.enforcement });
    }
  };
  return { enforce, isPending, problem, fault };
}
