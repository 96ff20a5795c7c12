import { t } from "@lingui/core/macro";

import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { useFormat } from "../../format/useFormat";
import type { TokenDetails } from "../../ipc/generated/TokenDetails";
import { fieldName } from "../../messages/fieldName";
import { useNow } from "../../session/useNow";
import styles from "./ConflictDialog.module.css";
import { differences, type EditField, type EditValues, valuesOfToken } from "./editValues";
import { ValueChange } from "./ValueChange";

interface ConflictDialogProps {
  /** The token as the form was filled from it. */
  readonly base: EditValues;
  readonly theirs: TokenDetails;
  readonly mine: EditValues;
  readonly onKeepMine: () => void;
  readonly onTakeTheirs: () => void;
  readonly onClose: () => void;
}

/** The token was changed elsewhere while it was edited here: what each side did, and the ways to go on. */
export function ConflictDialog(props: ConflictDialogProps) {
  const { base, theirs, mine } = props;
  const format = useFormat();
  const now = useNow(null);
  const left = valuesOfToken(theirs);
  const byThem = differences(base, left);
  const byMe = differences(base, mine);
  const fields = byThem.concat(byMe.filter((field) => !byThem.includes(field)));
  const last = theirs.history[0];
  const actor = last?.actor ?? "";
  const when = last ? format.relative(last.atMs, now) : "";

  return (
    <Dialog
      size="large"
      title={t`Edit token`}
      onClose={props.onClose}
      footer={
        <>
          <Button onPress={props.onTakeTheirs}>{t`Take theirs`}</Button>
          <Button variant="primary" onPress={props.onKeepMine} autoFocus>
            {t`Keep my changes on top`}
          </Button>
        </>
      }
    >
      <div className={styles["body"]}>
        <Banner tone="warning" title={t`This token was changed meanwhile`} live>
          {last && <p>{t`By ${actor}, ${when}. Nothing of yours is saved yet.`}</p>}
          {byThem.length === 0 && <p>{t`None of the fields below was changed there.`}</p>}
        </Banner>
        <table className={styles["table"]}>
          <thead>
            <tr>
              <th scope="col">{t`Field`}</th>
              <th scope="col">{t`Theirs`}</th>
              <th scope="col">{t`Mine`}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr key={field} data-both={(byThem.includes(field) && byMe.includes(field)) || undefined}>
                <th scope="row">{fieldName(field)}</th>
                <td>
                  <Side field={field} changed={byThem} before={base} after={left} />
                </td>
                <td>
                  <Side field={field} changed={byMe} before={base} after={mine} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className={styles["explained"]}>
          {t`“Keep my changes on top” takes their changes and puts yours over them, where both changed a field. You can look at it before saving.`}
        </p>
      </div>
    </Dialog>
  );
}

interface SideProps {
  readonly field: EditField;
  /** The fields that this side changed. */
  readonly changed: readonly EditField[];
  readonly before: EditValues;
  readonly after: EditValues;
}

function Side({ field, changed, before, after }: SideProps) {
  if (!changed.includes(field)) return <span className={styles["same"]}>{t`not changed`}</span>;
  return <ValueChange field={field} before={before} after={after} />;
}
