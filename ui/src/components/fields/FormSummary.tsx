import type { DraftReview } from "../../ipc/generated/DraftReview";
import type { Visibility } from "../../ipc/generated/Visibility";
import styles from "./FormSummary.module.css";
import { powersOf } from "./tokenSummary";
import { TokenSummary } from "./TokenSummary";
import { WarningLines } from "./WarningLines";

interface FormSummaryProps {
  readonly scopes: readonly string[];
  readonly visibility: Visibility;
  readonly review: DraftReview | null;
}

/** Beside a form: what the key may do as the form stands now, and what is worth a thought. */
export function FormSummary({ scopes, visibility, review }: FormSummaryProps) {
  if (review === null) return null;
  return (
    <div className={styles["summary"]}>
      <TokenSummary powers={powersOf(review, scopes)} visibility={visibility} />
      <WarningLines warnings={review.warnings} />
    </div>
  );
}
