import { plural, t } from "@lingui/core/macro";
import { useState } from "react";

import { Banner } from "../../../components/Banner";
import { Button } from "../../../components/Button";
import { Dialog } from "../../../components/Dialog";
import { FaultBanner } from "../../../components/FaultBanner";
import { useDirtyGuard } from "../../../components/useDirtyGuard";
import { useFormat } from "../../../format/useFormat";
import { command } from "../../../ipc/command";
import type { BulkEdit } from "../../../ipc/generated/BulkEdit";
import type { BulkEditPreview as Preview } from "../../../ipc/generated/BulkEditPreview";
import type { Target } from "../../../ipc/generated/Target";
import { rowProblemText } from "../../../messages/tokenFileText";
import { useAsk } from "../../../session/useAsk";
import { BulkEditPreview } from "./BulkEditPreview";
import { bulkEdit, keptParts, partKeys } from "./parts";
import { PartRow } from "./PartRow";
import styles from "./BulkEditDialog.module.css";

interface BulkEditDialogProps {
  readonly target: Target;
  /** How many tokens are chosen. */
  readonly count: number;
  /** Something else stands in its place. */
  readonly isHidden: boolean;
  readonly carryOut: (edit: BulkEdit) => Promise<void>;
  readonly onClose: () => void;
}

/** One edit for many tokens: what changes, then a look at what that does, then for good. */
export function BulkEditDialog({ target, count, isHidden, carryOut, onClose }: BulkEditDialogProps) {
  const format = useFormat();
  const [parts, setParts] = useState(keptParts);
  const [preview, setPreview] = useState<Preview | null>(null);
  const { ask, isPending, fault } = useAsk();
  const isDirty = partKeys.some((key) => parts[key].how !== "keep");
  const guard = useDirtyGuard(isDirty, onClose);
  const edit = bulkEdit(parts);
  const isLooking = preview !== null && preview.problems.length === 0;

  const look = () =>
    void ask(async () => {
      setPreview(await command("preview_bulk_edit", { target, edit }));
    });
  const change = () =>
    void ask(async () => {
      await carryOut(edit);
      onClose();
    });

  if (isHidden) return null;
  const changing = preview?.willChange ?? 0;
  const changingText = format.count(changing);
  return (
    <Dialog
      size="large"
      title={plural(count, { one: "Edit # token", other: "Edit # tokens" })}
      onClose={guard.close}
      footer={
        isLooking ? (
          <>
            <Button
              onPress={() => {
                setPreview(null);
              }}
            >{t`Back`}</Button>
            <Button variant="primary" isDisabled={changing === 0} isPending={isPending} onPress={change}>
              {changing === 0
                ? t`Change`
                : plural(changing, {
                    one: `Change ${changingText} token`,
                    other: `Change ${changingText} tokens`,
                  })}
            </Button>
          </>
        ) : (
          <>
            <Button onPress={guard.close}>{t`Cancel`}</Button>
            <Button variant="primary" isDisabled={!isDirty} isPending={isPending} onPress={look}>
              {t`Preview`}
            </Button>
          </>
        )
      }
    >
      <div className={styles["body"]}>
        {preview !== null && preview.problems.length > 0 && (
          <Banner tone="danger" live>
            {preview.problems.map((problem, index) => (
              <p key={index}>{rowProblemText(problem, format)}</p>
            ))}
          </Banner>
        )}
        {fault && <FaultBanner fault={fault} />}
        {isLooking ? (
          <BulkEditPreview preview={preview} />
        ) : (
          <div className={styles["parts"]}>
            {partKeys.map((key) => (
              <PartRow
                key={key}
                name={key}
                part={parts[key]}
                onChange={(part) => {
                  setParts({ ...parts, [key]: part });
                  setPreview(null);
                }}
              />
            ))}
          </div>
        )}
      </div>
      {guard.question}
    </Dialog>
  );
}
