import { plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { FaultBanner } from "../../components/FaultBanner";
import { Kbd } from "../../components/Kbd";
import { RadioGroup } from "../../components/RadioGroup";
import { Select } from "../../components/Select";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { Fault } from "../../ipc/generated/Fault";
import type { TokenDetails } from "../../ipc/generated/TokenDetails";
import { queryKeys } from "../../session/queryKeys";
import { dismissed, useVaultGate } from "../../session/useVaultGate";
import { type Grace, graces, quietTimes } from "./graces";
import styles from "./RotateDialog.module.css";

interface RotateDialogProps {
  readonly id: number;
  readonly onClose: () => void;
  /** The token with its new key, which waits in Rust to be copied. */
  readonly onRotated: (token: TokenDetails) => void;
}

/** Asks what becomes of the old key before a token gets a new one. */
export function RotateDialog({ id, onClose, onRotated }: RotateDialogProps) {
  const format = useFormat();
  const gate = useVaultGate();
  const [grace, setGrace] = useState<Grace>("24h");
  const [quietFor, setQuietFor] = useState("");
  const [isPending, setPending] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const details = useQuery({
    queryKey: queryKeys.details(id),
    queryFn: () => command("token_details", { id }),
  });

  const quietChoices = quietTimes(grace);
  const quiet = quietChoices.some(({ value }) => value === quietFor) ? quietFor : "";
  const rotate = async () => {
    if (isPending) return;
    setPending(true);
    setFault(null);
    try {
      const answer = await gate(() => command("rotate_token_key", { id, grace, quietFor: quiet }));
      if (answer === dismissed) setPending(false);
      else onRotated(answer.token);
    } catch (thrown) {
      setFault(asFault(thrown));
      setPending(false);
    }
  };

  const token = details.data;
  if (details.error) {
    return (
      <Dialog
        size="small"
        title={t`Rotate the key`}
        onClose={onClose}
        footer={<Button onPress={onClose}>{t`Close`}</Button>}
      >
        <FaultBanner fault={asFault(details.error)} />
      </Dialog>
    );
  }
  if (!token) return null;
  const { name, expiresMs, visibility } = token.row;
  const ends = expiresMs === null ? null : format.moment(expiresMs);
  const others = token.oldKeys.length;
  return (
    <Dialog
      size="small"
      title={t`Rotate the key of “${name}”`}
      onClose={onClose}
      onConfirm={() => void rotate()}
      footer={
        <>
          <Button onPress={onClose}>{t`Cancel`}</Button>
          <Button
            variant={grace === "now" ? "danger" : "primary"}
            isPending={isPending}
            shortcut={<Kbd keys="Ctrl+Enter" />}
            onPress={() => void rotate()}
          >
            {t`Rotate`}
          </Button>
        </>
      }
    >
      <div className={styles["body"]}>
        <p>{t`The token gets a new key. All else about it stays as it is.`}</p>
        <RadioGroup
          label={t`The old key still passes for`}
          look="segments"
          value={grace}
          choices={graces()}
          onChange={setGrace}
          description={
            ends !== null && grace !== "now" ? t`But no longer than the token itself: until ${ends}.` : null
          }
        />
        {quietChoices.length > 1 && (
          <Select
            label={t`End it sooner`}
            value={quiet}
            options={quietChoices}
            onChange={setQuietFor}
            description={t`Only the verifier knows who calls: it ends the key, also while no console is open.`}
          />
        )}
        {grace === "now" && (
          <Banner tone="warning">{t`Whoever still uses the old key is refused at once.`}</Banner>
        )}
        {others > 0 && (
          <p className={styles["muted"]}>
            {plural(others, {
              one: "# older key of this token still passes; its end stays.",
              other: "# older keys of this token still pass; their ends stay.",
            })}
          </p>
        )}
        {visibility === "show_once" && (
          <p className={styles["muted"]}>{t`The new key is shown once, as the first one was.`}</p>
        )}
        {fault && <FaultBanner fault={fault} />}
      </div>
    </Dialog>
  );
}
