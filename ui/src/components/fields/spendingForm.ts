import { decimal } from "../../format/amount";
import type { Denomination } from "../../ipc/generated/Denomination";
import type { SpendingDraft } from "../../ipc/generated/SpendingDraft";
import type { TokenRow } from "../../ipc/generated/TokenRow";

/** What may be spent, on which models, under which label, as it stands on the screen. */
export interface SpendingFields {
  readonly quota: string;
  readonly dailyQuota: string;
  readonly monthlyQuota: string;
  readonly denomination: Denomination;
  readonly restrictModels: boolean;
  /** Names, separated by commas or blanks. */
  readonly models: string;
  readonly group: string;
}

export const blankSpending: SpendingFields = {
  quota: "",
  dailyQuota: "",
  monthlyQuota: "",
  denomination: "dollars",
  restrictModels: false,
  models: "",
  group: "",
};

export function spendingDraft(fields: SpendingFields): SpendingDraft {
  return { ...fields, models: fields.models.split(/[\s,]+/u).filter((name) => name !== "") };
}

export function spendingOfDraft(draft: SpendingDraft): SpendingFields {
  return { ...draft, models: draft.models.join(", ") };
}

/** The fields of a token that is opened for editing. */
export function spendingOfRow(
  { quota, models, group }: TokenRow,
  denomination: Denomination = "dollars",
): SpendingFields {
  const amount = (units: number | null) => (units === null ? "" : decimal(units, denomination));
  return {
    quota: amount(quota.total),
    dailyQuota: amount(quota.daily),
    monthlyQuota: amount(quota.monthly),
    denomination,
    restrictModels: models !== null,
    models: models?.join(", ") ?? "",
    group,
  };
}
