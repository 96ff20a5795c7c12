import { t } from "@lingui/core/macro";

import type { DraftReview } from "../../ipc/generated/DraftReview";
import type { Scope } from "../../ipc/generated/Scope";
import { AddressField } from "./AddressField";
import { ExpiryField } from "./ExpiryField";
import { LimitField } from "./LimitField";
import { RateField } from "./RateField";
import { ScopeField } from "./ScopeField";
import { SpendingRows } from "./SpendingRows";
import { TextRow } from "./TextRow";
import type { RuleFields } from "./tokenForm";
import type { FieldErrors } from "./useFieldErrors";

interface RuleRowsProps {
  readonly fields: RuleFields;
  readonly onChange: (change: Partial<RuleFields>) => void;
  readonly review: DraftReview | null;
  readonly errors: FieldErrors;
  readonly catalogue: readonly Scope[] | undefined;
  /** In an Edit form: the moment of expiry as it is. */
  readonly unchangedMs?: number | null;
  /** In an Edit form of a token without a limit. */
  readonly isUnlimitedForGood?: boolean;
  /** The Edit form has no name to start with. */
  readonly autoFocus?: boolean;
}

/** The fields that a token is issued with and that can be edited later. */
export function RuleRows({ fields, onChange, review, errors, catalogue, ...edit }: RuleRowsProps) {
  return (
    <>
      <TextRow
        field="description"
        label={t`Description`}
        value={fields.description}
        autoFocus={edit.autoFocus}
        errors={errors.at("description")}
        onChange={(description) => {
          onChange({ description });
        }}
        onLeave={() => {
          errors.leave("description");
        }}
      />
      <ExpiryField
        value={fields.expiry}
        expiresMs={review?.expiresMs ?? null}
        unchangedMs={edit.unchangedMs}
        errors={errors.at("expiry")}
        onChange={(expiry) => {
          onChange({ expiry });
        }}
        onLeave={() => {
          errors.leave("expiry");
        }}
      />
      <AddressField
        list="allow"
        value={fields.allow}
        readings={review?.allow ?? []}
        errors={errors.at("allowIps")}
        onChange={(allow) => {
          onChange({ allow });
        }}
        onLeave={() => {
          errors.leave("allowIps");
        }}
      />
      <AddressField
        list="block"
        value={fields.block}
        readings={review?.block ?? []}
        errors={errors.at("blockIps")}
        onChange={(block) => {
          onChange({ block });
        }}
        onLeave={() => {
          errors.leave("blockIps");
        }}
      />
      <LimitField
        limit={fields.requestLimit}
        window={fields.limitWindow}
        isUnlimitedForGood={edit.isUnlimitedForGood}
        errors={errors.at("requestLimit")}
        onLimit={(requestLimit) => {
          onChange({ requestLimit });
        }}
        onWindow={(limitWindow) => {
          onChange({ limitWindow });
        }}
        onLeave={() => {
          errors.leave("requestLimit");
        }}
      />
      <RateField
        rate={fields.rate}
        window={fields.rateWindow}
        burst={fields.burst}
        rateErrors={errors.at("rate")}
        burstErrors={errors.at("burst")}
        onChange={onChange}
        onLeave={() => {
          errors.leave("rate");
          errors.leave("burst");
        }}
      />
      <ScopeField
        catalogue={catalogue}
        value={fields.scopes}
        errors={errors.at("scopes")}
        onChange={(scopes) => {
          onChange({ scopes });
        }}
        onLeave={() => {
          errors.leave("scopes");
        }}
      />
      <SpendingRows
        fields={fields.spending}
        quota={review?.quota ?? null}
        errors={errors}
        onChange={(part) => {
          onChange({ spending: { ...fields.spending, ...part } });
        }}
      />
    </>
  );
}
