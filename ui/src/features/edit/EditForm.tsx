import { t } from "@lingui/core/macro";
import { useCallback, useMemo, useState } from "react";

import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { FaultBanner } from "../../components/FaultBanner";
import { FieldRow } from "../../components/fields/FieldRow";
import { FixedValue } from "../../components/fields/FixedValue";
import { FormColumns } from "../../components/fields/FormColumns";
import { FormSummary } from "../../components/fields/FormSummary";
import { RuleRows } from "../../components/fields/RuleRows";
import {
  completeAddresses,
  fieldsOfToken,
  ruleDraft,
  type RuleFields,
} from "../../components/fields/tokenForm";
import { useErrorFocus } from "../../components/fields/useErrorFocus";
import { useFieldErrors } from "../../components/fields/useFieldErrors";
import { useReview } from "../../components/fields/useReview";
import { FixedVisibility } from "../../components/fields/VisibilityField";
import { Kbd } from "../../components/Kbd";
import { useToasts } from "../../components/ToastContext";
import { useDirtyGuard } from "../../components/useDirtyGuard";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { DraftReview } from "../../ipc/generated/DraftReview";
import type { EditDraft } from "../../ipc/generated/EditDraft";
import type { Fault } from "../../ipc/generated/Fault";
import type { TokenDetails } from "../../ipc/generated/TokenDetails";
import { useScopes } from "../../session/useScopes";
import { ConflictDialog } from "./ConflictDialog";
import { isEditable } from "./editable";
import { differences, type EditValues, rebase, valuesOfForm, valuesOfToken } from "./editValues";
import { SaveChangesQuestion } from "./SaveChangesQuestion";

interface EditFormProps {
  readonly opened: TokenDetails;
  /** The allow list that the form opens with, in place of the token's own. */
  readonly allow?: readonly string[] | undefined;
  readonly onClose: () => void;
}

const askReview = (draft: EditDraft) => command("review_edit", draft);

function toDraft(base: TokenDetails, fields: RuleFields): EditDraft {
  return { ...ruleDraft(fields), id: base.row.id, revision: base.row.revision };
}

function openedFields(opened: TokenDetails, allow: readonly string[] | undefined): RuleFields {
  const fields = fieldsOfToken(opened);
  return allow === undefined ? fields : { ...fields, allow: { entries: [...allow], pending: "" } };
}

/** The Edit dialog: everything but the name and the key's visibility. */
export function EditForm({ opened, allow, onClose }: EditFormProps) {
  const scopes = useScopes();
  const toasts = useToasts();
  const { form, focusErrors } = useErrorFocus();
  // The token as it was when the form was filled from it; after a conflict, as somebody else left it.
  const [base, setBase] = useState(opened);
  const [fields, setFields] = useState(() => openedFields(opened, allow));
  const [question, setQuestion] = useState<{
    draft: EditDraft;
    review: DraftReview;
    mine: EditValues;
  } | null>(null);
  const [conflict, setConflict] = useState<{ theirs: TokenDetails; mine: EditValues } | null>(null);
  const [isSaving, setSaving] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);

  const draft = useMemo(() => toDraft(base, fields), [base, fields]);
  const review = useReview(draft, askReview);
  const errors = useFieldErrors(review.latest);
  const was = valuesOfToken(base);
  const isDirty = JSON.stringify(draft) !== JSON.stringify(toDraft(base, fieldsOfToken(base)));
  const guard = useDirtyGuard(isDirty, onClose);

  const change = useCallback((part: Partial<RuleFields>) => {
    setFields((before) => ({ ...before, ...part }));
  }, []);

  async function save() {
    if (question !== null) return;
    const completed = completeAddresses(fields);
    setFields(completed);
    setFault(null);
    try {
      const asked = toDraft(base, completed);
      const answer = await review.now(asked);
      if (answer.errors.length > 0) {
        refuse(answer.errors);
        return;
      }
      const mine = valuesOfForm(completed, answer, was);
      if (differences(was, mine).length === 0) onClose();
      else setQuestion({ draft: asked, review: answer, mine });
    } catch (thrown) {
      setFault(asFault(thrown));
    }
  }

  function refuse(found: DraftReview["errors"]) {
    errors.showAll();
    // A copy, for the same errors at a second Save are to be looked at again.
    focusErrors([...found]);
  }

  async function saveForGood(asked: EditDraft, mine: EditValues) {
    if (isSaving) return;
    setSaving(true);
    setFault(null);
    try {
      await command("edit_token", asked);
      toasts.show({ tone: "success", title: t`Changes saved`, detail: base.row.name });
      onClose();
    } catch (thrown) {
      const refusal = asFault(thrown);
      if (refusal.code === "conflict") {
        setQuestion(null);
        if (isEditable(refusal.current)) setConflict({ theirs: refusal.current, mine });
        else setFault({ code: "not_editable" });
      } else if (refusal.code === "invalid") {
        setQuestion(null);
        await review.now(asked).catch(() => undefined);
        refuse(refusal.errors);
      } else {
        setFault(refusal);
      }
    } finally {
      setSaving(false);
    }
  }

  function settle(taken: RuleFields, theirs: TokenDetails) {
    setBase(theirs);
    setFields(taken);
    setConflict(null);
    errors.forget();
  }

  if (conflict) {
    const { theirs, mine } = conflict;
    return (
      <>
        <ConflictDialog
          base={was}
          theirs={theirs}
          mine={mine}
          onClose={guard.close}
          onKeepMine={() => {
            settle(rebase(fields, differences(was, mine), theirs), theirs);
          }}
          onTakeTheirs={() => {
            settle(fieldsOfToken(theirs), theirs);
          }}
        />
        {guard.question}
      </>
    );
  }
  return (
    <>
      <Dialog
        size="large"
        flush
        title={t`Edit token`}
        onClose={guard.close}
        footer={
          <>
            <Button onPress={guard.close}>{t`Cancel`}</Button>
            <Button variant="primary" onPress={() => void save()} shortcut={<Kbd keys="Ctrl+Enter" />}>
              {t`Save`}
            </Button>
          </>
        }
      >
        <FormColumns
          ref={form}
          onSave={() => void save()}
          aside={
            <FormSummary scopes={fields.scopes} visibility={base.row.visibility} review={review.latest} />
          }
        >
          {fault && question === null && <FaultBanner fault={fault} />}
          {review.failure !== null && fault === null && <FaultBanner fault={asFault(review.failure)} />}
          {scopes.error && <FaultBanner fault={asFault(scopes.error)} />}
          <FieldRow field="fixed" label={t`Name`} isGroup>
            {() => <FixedValue why={t`The name can't be changed after issue.`}>{base.row.name}</FixedValue>}
          </FieldRow>
          <RuleRows
            autoFocus
            fields={fields}
            onChange={change}
            review={review.latest}
            errors={errors}
            catalogue={scopes.data}
            unchangedMs={base.row.expiresMs}
            isUnlimitedForGood={base.row.limit === null}
          />
          <FixedVisibility value={base.row.visibility} />
        </FormColumns>
      </Dialog>
      {guard.question}
      {question && (
        <SaveChangesQuestion
          name={base.row.name}
          before={was}
          after={question.mine}
          review={question.review}
          fault={fault}
          isPending={isSaving}
          onConfirm={() => void saveForGood(question.draft, question.mine)}
          onCancel={() => {
            setQuestion(null);
            setFault(null);
          }}
        />
      )}
    </>
  );
}
