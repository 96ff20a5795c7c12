import { t } from "@lingui/core/macro";
import { useEffect, useState } from "react";

import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { FaultBanner } from "../../components/FaultBanner";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { Fault } from "../../ipc/generated/Fault";
import type { TokenDetails } from "../../ipc/generated/TokenDetails";
import { isEditable } from "./editable";
import { EditForm } from "./EditForm";

interface EditFlowProps {
  readonly id: number;
  /** The allow list that the form opens with, in place of the token's own. */
  readonly allow?: readonly string[] | undefined;
  readonly onClose: () => void;
}

/** Edit a token: always from a fresh reading, never from what a list remembered. */
export function EditFlow({ id, allow, onClose }: EditFlowProps) {
  const [token, setToken] = useState<TokenDetails | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  useEffect(() => {
    let isWanted = true;
    command("token_details", { id }).then(
      (read) => {
        if (!isWanted) return;
        if (isEditable(read)) setToken(read);
        else setFault({ code: "not_editable" });
      },
      (thrown: unknown) => {
        if (isWanted) setFault(asFault(thrown));
      },
    );
    return () => {
      isWanted = false;
    };
  }, [id]);

  if (fault) {
    return (
      <Dialog
        size="small"
        title={t`Edit token`}
        onClose={onClose}
        footer={<Button onPress={onClose}>{t`Close`}</Button>}
      >
        <FaultBanner fault={fault} />
      </Dialog>
    );
  }
  return token && <EditForm opened={token} allow={allow} onClose={onClose} />;
}
