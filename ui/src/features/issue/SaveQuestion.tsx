import { t } from "@lingui/core/macro";

import { ConfirmDialog } from "../../components/ConfirmDialog";
import { FaultBanner } from "../../components/FaultBanner";
import { powersOf } from "../../components/fields/tokenSummary";
import { TokenSummary } from "../../components/fields/TokenSummary";
import { WarningLines } from "../../components/fields/WarningLines";
import type { DraftReview } from "../../ipc/generated/DraftReview";
import type { Fault } from "../../ipc/generated/Fault";
import type { TokenDraft } from "../../ipc/generated/TokenDraft";
import styles from "./SaveQuestion.module.css";

interface SaveQuestionProps {
  readonly draft: TokenDraft;
  readonly review: DraftReview;
  /** Why the last try failed; OK tries again. */
  readonly fault: Fault | null;
  readonly isPending: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** "Save?": once more what the key may do, before it exists. */
export function SaveQuestion({ draft, review, fault, ...question }: SaveQuestionProps) {
  const { name } = review;
  return (
    <ConfirmDialog title={t`Save?`} confirmLabel={t`OK`} {...question}>
      <div className={styles["body"]}>
        <p>
          <strong className={styles["name"]}>{name}</strong>
        </p>
        <TokenSummary powers={powersOf(review, draft.scopes)} visibility={draft.visibility} />
        <WarningLines warnings={review.warnings} sameName={review.sameName} />
        {fault && <FaultBanner fault={fault} />}
      </div>
    </ConfirmDialog>
  );
}
