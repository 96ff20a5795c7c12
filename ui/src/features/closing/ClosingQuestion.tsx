import { plural, t } from "@lingui/core/macro";
import { KeyRound } from "lucide-react";
import { useEffect } from "react";

import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { FaultBanner } from "../../components/FaultBanner";
import { command } from "../../ipc/command";
import type { AtStake } from "../../ipc/generated/AtStake";
import { useAsk } from "../../session/useAsk";
import { useSaveKeys } from "../../session/useSaveKeys";
import styles from "./ClosingQuestion.module.css";

interface ClosingQuestionProps {
  readonly atStake: AtStake;
  /** The window stays. */
  readonly onStay: () => void;
}

/** The window is to be closed, and keys would be lost with it. */
export function ClosingQuestion({ atStake, onStay }: ClosingQuestionProps) {
  const { imported, uncopied, isImporting } = atStake;
  // Of an import that is being made nobody knows how many.
  const lost = isImporting ? 2 : imported + uncopied;
  const closing = useAsk();
  const keys = useSaveKeys();
  // Rust closes the window at the next wish, unless somebody has seen the question.
  useEffect(() => {
    command("closing_asked").catch(() => undefined);
  }, [atStake]);
  const close = () => closing.ask(() => command("close_window"));
  const save = async () => {
    if (!(await keys.save())) return;
    if (uncopied > 0 || isImporting) onStay();
    else await close();
  };
  const fault = keys.fault ?? closing.fault;
  return (
    <Dialog
      role="alertdialog"
      size="small"
      title={plural(lost, {
        one: "Close Tokendesk without the key?",
        other: "Close Tokendesk without the keys?",
      })}
      onClose={onStay}
      footer={
        <>
          <Button onPress={onStay} autoFocus>
            {t`Stay`}
          </Button>
          <Button variant="danger" isPending={closing.isPending} onPress={() => void close()}>
            {t`Close anyway`}
          </Button>
          {imported > 0 && (
            <Button
              variant="primary"
              icon={<KeyRound size={16} strokeWidth={1.5} aria-hidden />}
              isPending={keys.isSaving}
              onPress={() => void save()}
            >
              {t`Save the keys…`}
            </Button>
          )}
        </>
      }
    >
      <div className={styles["body"]}>
        {isImporting && (
          <p>{t`An import is still being made. It would stop, and its keys that are shown only once would be lost.`}</p>
        )}
        {imported > 0 && (
          <p>
            {plural(imported, {
              one: "# key that an import drew is not saved and kept nowhere else; nobody will be able to use its token.",
              other:
                "# keys that an import drew are not saved and kept nowhere else; nobody will be able to use their tokens.",
            })}
          </p>
        )}
        {uncopied > 0 && (
          <p>
            {plural(uncopied, {
              one: "# key that is shown only now was not copied yet: its dialog is still open.",
              other: "# keys that are shown only now were not copied yet: their dialogs are still open.",
            })}
          </p>
        )}
        {fault && <FaultBanner fault={fault} />}
      </div>
    </Dialog>
  );
}
