import { t } from "@lingui/core/macro";
import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";

import type { Denomination } from "../../ipc/generated/Denomination";
import type { Quota } from "../../ipc/generated/Quota";
import { denominationWord } from "../../messages/words";
import { useSettings } from "../../session/SettingsContext";
import { Select } from "../Select";
import { AmountRow } from "./AmountRow";
import { ModelsRow } from "./ModelsRow";
import { blankSpending, type SpendingFields } from "./spendingForm";
import styles from "./SpendingRows.module.css";
import { TextRow } from "./TextRow";
import type { FieldErrors } from "./useFieldErrors";

const denominations: readonly Denomination[] = ["dollars", "credits", "units"];
const spendingFields = ["quota", "dailyQuota", "monthlyQuota", "models", "group"] as const;

interface SpendingRowsProps {
  readonly fields: SpendingFields;
  readonly onChange: (change: Partial<SpendingFields>) => void;
  /** The amounts as they are read; null: not read yet. */
  readonly quota: Quota | null;
  readonly errors: FieldErrors;
}

/** What the token may spend, on which models, and its group: folded away until somebody wants it. */
export function SpendingRows({ fields, onChange, quota, errors }: SpendingRowsProps) {
  const id = useId();
  const [isOpened, setOpened] = useState(() => JSON.stringify(fields) !== JSON.stringify(blankSpending));
  // What is wrong in there must be in sight.
  const isOpen = isOpened || spendingFields.some((field) => errors.at(field).length > 0);
  return (
    <>
      <button
        type="button"
        className={styles["toggle"]}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => {
          setOpened(!isOpen);
        }}
      >
        <ChevronRight size={16} strokeWidth={1.5} aria-hidden />
        {t`Quota, models and group`}
      </button>
      <div id={id} className={styles["rows"]} hidden={!isOpen}>
        {isOpen && <Rows fields={fields} onChange={onChange} quota={quota} errors={errors} />}
      </div>
    </>
  );
}

function Rows({ fields, onChange, quota, errors }: SpendingRowsProps) {
  const { timeZone } = useSettings();
  const { denomination } = fields;
  return (
    <>
      <AmountRow
        field="quota"
        label={t`Quota`}
        value={fields.quota}
        units={quota?.total ?? null}
        denomination={denomination}
        errors={errors}
        hint={t`In total. Blank = unlimited.`}
        beside={
          <Select
            label={t`Written in`}
            hideLabel
            value={denomination}
            options={denominations.map((value) => ({ value, label: denominationWord(value) }))}
            onChange={(value) => {
              onChange({ denomination: value });
            }}
          />
        }
        onChange={(value) => {
          onChange({ quota: value });
        }}
      />
      <AmountRow
        field="dailyQuota"
        label={t`Daily quota`}
        value={fields.dailyQuota}
        units={quota?.daily ?? null}
        denomination={denomination}
        errors={errors}
        beside={denominationWord(denomination)}
        onChange={(value) => {
          onChange({ dailyQuota: value });
        }}
      />
      <AmountRow
        field="monthlyQuota"
        label={t`Monthly quota`}
        value={fields.monthlyQuota}
        units={quota?.monthly ?? null}
        denomination={denomination}
        errors={errors}
        hint={t`Days and months begin at midnight (${timeZone}).`}
        beside={denominationWord(denomination)}
        onChange={(value) => {
          onChange({ monthlyQuota: value });
        }}
      />
      <ModelsRow
        isRestricted={fields.restrictModels}
        names={fields.models}
        errors={errors.at("models")}
        onRestrict={(restrictModels) => {
          onChange({ restrictModels });
        }}
        onNames={(models) => {
          onChange({ models });
        }}
        onLeave={() => {
          errors.leave("models");
        }}
      />
      <TextRow
        field="group"
        label={t`Group`}
        value={fields.group}
        errors={errors.at("group")}
        hint={t`One label, such as a customer or a team. Blank = default.`}
        onChange={(group) => {
          onChange({ group });
        }}
        onLeave={() => {
          errors.leave("group");
        }}
      />
    </>
  );
}
