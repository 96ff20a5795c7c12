import { t } from "@lingui/core/macro";

import { ConfirmDialog } from "../../components/ConfirmDialog";
import { FaultBanner } from "../../components/FaultBanner";
import { WarningLines } from "../../components/fields/WarningLines";
import type { DraftReview } from "../../ipc/generated/DraftReview";
import type { Fault } from "../../ipc/generated/Fault";
import { fieldName } from "../../messages/fieldName";
import styles from "./ChangeList.module.css";
import { differences, type EditValues } from "./editValues";
import { ValueChange } from "./ValueChange";

interface SaveChangesQuestionProps {
  readonly name: string;
  readonly before: EditValues;
  readonly after: EditValues;
  readonly review: DraftReview;
  /** Why the last try failed; OK tries again. */
  readonly fault: Fault | null;
  readonly isPending: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** "Save?": each field that changes, before and after. */
export function SaveChangesQuestion(props: SaveChangesQuestionProps) {
  const { name, before, after, review, fault, ...question } = props;
  return (
    <ConfirmDialog title={t`Save?`} confirmLabel={t`OK`} {...question}>
      <div className={styles["body"]}>
        <p>
          <strong className={styles["name"]}>{name}</strong>
        </p>
        <dl className={styles["changes"]}>
          {differences(before, after).map((field) => (
            <div key={field} className={styles["change"]}>
              <dt>{fieldName(field)}</dt>
              <dd>
                <ValueChange field={field} before={before} after={after} />
              </dd>
            </div>
          ))}
        </dl>
        <WarningLines warnings={review.warnings} />
        {fault && <FaultBanner fault={fault} />}
      </div>
    </ConfirmDialog>
  );
}
