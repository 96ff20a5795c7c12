import { t } from "@lingui/core/macro";
import { useCallback, useMemo, useState } from "react";

import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { FaultBanner } from "../../components/FaultBanner";
import { FieldMessage } from "../../components/fields/FieldMessage";
import { FormColumns } from "../../components/fields/FormColumns";
import { FormSummary } from "../../components/fields/FormSummary";
import { RuleRows } from "../../components/fields/RuleRows";
import { sameNameText } from "../../components/fields/sameNameText";
import { TextRow } from "../../components/fields/TextRow";
import { completeAddresses } from "../../components/fields/tokenForm";
import { useErrorFocus } from "../../components/fields/useErrorFocus";
import { useFieldErrors } from "../../components/fields/useFieldErrors";
import { useReview } from "../../components/fields/useReview";
import { VisibilityField } from "../../components/fields/VisibilityField";
import { Kbd } from "../../components/Kbd";
import { useToasts } from "../../components/ToastContext";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { DraftReview } from "../../ipc/generated/DraftReview";
import type { Fault } from "../../ipc/generated/Fault";
import type { TokenDetails } from "../../ipc/generated/TokenDetails";
import type { TokenDraft } from "../../ipc/generated/TokenDraft";
import { useSettings } from "../../session/SettingsContext";
import { useScopes } from "../../session/useScopes";
import { dismissed, useVaultGate } from "../../session/useVaultGate";
import { useVault } from "../../session/VaultContext";
import { blankFields, fromDraft, isBlank, type IssueFields, toDraft } from "./issueFields";
import { SaveQuestion } from "./SaveQuestion";
import { useKeptDraft } from "./useKeptDraft";

interface IssueFormProps {
  readonly kept: TokenDraft | null;
  readonly loadFault: Fault | null;
  readonly onClose: () => void;
  readonly onIssued: (token: TokenDetails) => void;
}

const askReview = (draft: TokenDraft) => command("review_issue", draft);

/** The Issue dialog. Every rule is Rust's: the form asks on each change and shows what it is told. */
export function IssueForm({ kept, loadFault, onClose, onIssued }: IssueFormProps) {
  const { defaultVisibility } = useSettings().settings;
  const scopes = useScopes();
  const vault = useVault();
  const gate = useVaultGate();
  const toasts = useToasts();
  const { form, focusErrors } = useErrorFocus();

  const [fields, setFields] = useState(() => (kept ? fromDraft(kept) : blankFields(defaultVisibility)));
  const [isRestored, setRestored] = useState(kept !== null);
  const [fault, setFault] = useState<Fault | null>(loadFault);
  const [question, setQuestion] = useState<{ draft: TokenDraft; review: DraftReview } | null>(null);
  const [isIssuing, setIssuing] = useState(false);
  const draft = useMemo(() => toDraft(fields), [fields]);
  const review = useReview(draft, askReview);
  const errors = useFieldErrors(review.latest);
  const keeping = useKeptDraft(draft, !isBlank(draft, defaultVisibility));

  const change = useCallback((part: Partial<IssueFields>) => {
    setFields((before) => ({ ...before, ...part }));
  }, []);

  function startOver() {
    setFields(blankFields(defaultVisibility));
    setRestored(false);
    errors.forget();
    form.current?.querySelector<HTMLElement>("[data-field=name] input")?.focus();
  }

  async function save() {
    if (question !== null) return;
    const completed = completeAddresses(fields);
    setFields(completed);
    setFault(null);
    try {
      const asked = toDraft(completed);
      const answer = await review.now(asked);
      if (answer.errors.length === 0) setQuestion({ draft: asked, review: answer });
      else refuse(answer.errors);
    } catch (thrown) {
      setFault(asFault(thrown));
    }
  }

  function refuse(found: DraftReview["errors"]) {
    errors.showAll();
    // A copy, for the same errors at a second Save are to be looked at again.
    focusErrors([...found]);
  }

  async function issue(confirmed: TokenDraft) {
    if (isIssuing) return;
    setIssuing(true);
    setFault(null);
    try {
      const issued = await gate(() => command("issue_token", confirmed));
      if (issued === dismissed) return;
      await keeping.discard();
      const { name } = issued.token.row;
      toasts.show({ tone: "success", title: t`Token has been successfully created`, detail: name });
      onIssued(issued.token);
    } catch (thrown) {
      const refusal = asFault(thrown);
      setFault(refusal);
      if (refusal.code === "invalid") {
        // Another program changed what the form was read against, such as the scopes.
        setQuestion(null);
        await review.now(confirmed).catch(() => undefined);
        refuse(refusal.errors);
      }
    } finally {
      setIssuing(false);
    }
  }

  const sameName = review.latest?.sameName ?? 0;
  return (
    <>
      <Dialog
        size="large"
        flush
        title={t`Issue token`}
        onClose={onClose}
        footer={
          <>
            {keeping.fault && (
              <FieldMessage tone="warning">{t`What you typed could not be kept for later.`}</FieldMessage>
            )}
            <Button onPress={onClose}>{t`Cancel`}</Button>
            <Button variant="primary" onPress={() => void save()} shortcut={<Kbd keys="Ctrl+Enter" />}>
              {t`Save`}
            </Button>
          </>
        }
      >
        <FormColumns
          ref={form}
          onSave={() => void save()}
          aside={<FormSummary scopes={fields.scopes} visibility={fields.visibility} review={review.latest} />}
        >
          {isRestored && (
            <Banner
              tone="info"
              actions={
                <Button size="small" onPress={startOver}>
                  {t`Start over`}
                </Button>
              }
            >
              {t`What you had typed is restored.`}
            </Banner>
          )}
          {fault && question === null && <FaultBanner fault={fault} />}
          {review.failure !== null && fault === null && <FaultBanner fault={asFault(review.failure)} />}
          {scopes.error && <FaultBanner fault={asFault(scopes.error)} />}
          <TextRow
            field="name"
            label={t`Name`}
            isRequired
            autoFocus
            value={fields.name}
            errors={errors.at("name")}
            below={sameName > 0 && <FieldMessage tone="warning">{sameNameText(sameName)}</FieldMessage>}
            hint={t`Can't be changed later.`}
            onChange={(name) => {
              change({ name });
            }}
            onLeave={() => {
              errors.leave("name");
            }}
          />
          <RuleRows
            fields={fields}
            onChange={change}
            review={review.latest}
            errors={errors}
            catalogue={scopes.data}
          />
          <VisibilityField
            value={fields.visibility}
            vault={vault.status}
            onChange={(visibility) => {
              change({ visibility });
            }}
            onSetPassphrase={() => void vault.choosePassphrase()}
          />
        </FormColumns>
      </Dialog>
      {question && (
        <SaveQuestion
          review={question.review}
          draft={question.draft}
          fault={fault}
          isPending={isIssuing}
          onConfirm={() => void issue(question.draft)}
          onCancel={() => {
            setQuestion(null);
            setFault(null);
          }}
        />
      )}
    </>
  );
}
