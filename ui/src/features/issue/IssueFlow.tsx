import { useEffect, useState } from "react";

import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { Fault } from "../../ipc/generated/Fault";
import type { TokenDetails } from "../../ipc/generated/TokenDetails";
import type { TokenDraft } from "../../ipc/generated/TokenDraft";
import { IssueForm } from "./IssueForm";

interface IssueFlowProps {
  /** Esc, the cross or Cancel; what was typed is kept. */
  readonly onClose: () => void;
  /** The token exists; its key waits in Rust to be copied or revealed. */
  readonly onIssued: (token: TokenDetails) => void;
}

/** Issue a token: the form with what was kept of the last one, "Save?", done. */
export function IssueFlow({ onClose, onIssued }: IssueFlowProps) {
  const [start, setStart] = useState<{ kept: TokenDraft | null; fault: Fault | null } | null>(null);
  useEffect(() => {
    let isWanted = true;
    command("load_issue_draft")
      .then((kept) => ({ kept, fault: null }))
      // Without what was kept the form still works; it says why it is blank.
      .catch((thrown: unknown) => ({ kept: null, fault: asFault(thrown) }))
      .then(
        (read) => {
          if (isWanted) setStart(read);
        },
        () => undefined,
      );
    return () => {
      isWanted = false;
    };
  }, []);
  if (start === null) return null;
  return <IssueForm kept={start.kept} loadFault={start.fault} onClose={onClose} onIssued={onIssued} />;
}
