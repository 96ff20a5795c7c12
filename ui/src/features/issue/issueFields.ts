import { blankRules, fieldsOfDraft, ruleDraft, type RuleFields } from "../../components/fields/tokenForm";
import type { TokenDraft } from "../../ipc/generated/TokenDraft";
import type { Visibility } from "../../ipc/generated/Visibility";

/** The Issue form as it stands on the screen. */
export interface IssueFields extends RuleFields {
  readonly name: string;
  readonly visibility: Visibility;
}

export function blankFields(visibility: Visibility): IssueFields {
  return { ...blankRules, name: "", visibility };
}

export function toDraft(fields: IssueFields): TokenDraft {
  return { ...ruleDraft(fields), name: fields.name, visibility: fields.visibility };
}

export function fromDraft(draft: TokenDraft): IssueFields {
  return { ...fieldsOfDraft(draft), name: draft.name, visibility: draft.visibility };
}

/** Whether nothing was filled in that would be worth keeping. */
export function isBlank(draft: TokenDraft, visibility: Visibility): boolean {
  return JSON.stringify(draft) === JSON.stringify(toDraft(blankFields(visibility)));
}
