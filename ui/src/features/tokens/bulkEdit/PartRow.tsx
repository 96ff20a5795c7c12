import { t } from "@lingui/core/macro";

import { DayField } from "../../../components/DayField";
import { ScopeField } from "../../../components/fields/ScopeField";
import { Select } from "../../../components/Select";
import { TextField } from "../../../components/TextField";
import type { LimitWindow } from "../../../ipc/generated/LimitWindow";
import type { RateWindow } from "../../../ipc/generated/RateWindow";
import { fieldName } from "../../../messages/fieldName";
import { limitWindowWord, rateWindowWord } from "../../../messages/words";
import { useScopes } from "../../../session/useScopes";
import { type How, type Part, type PartKey, waysOf, wayText } from "./parts";
import styles from "./BulkEditDialog.module.css";

interface PartRowProps {
  readonly name: PartKey;
  readonly part: Part;
  readonly onChange: (part: Part) => void;
}

const limitWindows: LimitWindow[] = ["total", "minute", "hour", "day", "month"];
const rateWindows: RateWindow[] = ["second", "minute", "hour"];

/** A field: what becomes of it, and what it becomes. */
export function PartRow({ name, part, onChange }: PartRowProps) {
  const label = partName(name);
  return (
    <div className={styles["part"]} role="group" aria-label={label}>
      <span className={styles["name"]} aria-hidden>
        {label}
      </span>
      <Select<How>
        label={label}
        hideLabel
        value={part.how}
        options={["keep" as const, ...waysOf(name)].map((how) => ({ value: how, label: wayText(name, how) }))}
        onChange={(how) => {
          onChange({ ...part, how });
        }}
      />
      {part.how !== "keep" && part.how !== "none" && (
        <div className={styles["value"]} data-wide={name === "scopes" || undefined}>
          <PartValue name={name} part={part} onChange={onChange} />
        </div>
      )}
    </div>
  );
}

function PartValue({ name, part, onChange }: PartRowProps) {
  const scopes = useScopes().data;
  const label = partName(name);
  const setText = (text: string) => {
    onChange({ ...part, text });
  };
  switch (name) {
    case "scopes":
      return (
        <ScopeField
          hideLabel
          catalogue={scopes}
          value={part.scopes}
          onChange={(chosen) => {
            onChange({ ...part, scopes: chosen });
          }}
          errors={[]}
        />
      );
    case "allowIps":
    case "blockIps":
      return (
        <TextField
          label={label}
          hideLabel
          multiline
          mono
          rows={2}
          value={part.text}
          onChange={setText}
          description={t`Addresses or CIDR ranges, separated by blanks, commas or line breaks.`}
        />
      );
    case "expires":
      return part.how === "set" ? (
        <DayField label={t`Last day`} value={part.text} onChange={setText} />
      ) : (
        <TextField
          label={t`Days`}
          hideLabel
          inputMode="numeric"
          value={part.text}
          onChange={setText}
          description={t`1 to 3650. Tokens that never expire are left as they are.`}
        />
      );
    case "requestLimit":
    case "rate": {
      const options =
        name === "rate"
          ? rateWindows.map((value) => ({ value, label: rateWindowWord(value) }))
          : limitWindows.map((value) => ({ value, label: limitWindowWord(value) }));
      return (
        <div className={styles["pair"]}>
          <TextField label={label} hideLabel inputMode="numeric" value={part.text} onChange={setText} />
          <Select<LimitWindow | RateWindow>
            label={t`Counted`}
            hideLabel
            value={part.window as LimitWindow | RateWindow}
            options={options}
            onChange={(window) => {
              onChange({ ...part, window });
            }}
          />
        </div>
      );
    }
    case "quota":
    case "dailyQuota":
    case "monthlyQuota":
      return (
        <TextField
          label={label}
          hideLabel
          value={part.text}
          onChange={setText}
          description={t`Such as $12.50, 2500 credits or 6250000 units.`}
        />
      );
    case "models":
      return (
        <TextField
          label={label}
          hideLabel
          mono
          value={part.text}
          onChange={setText}
          description={t`Names of models, separated by commas.`}
        />
      );
    case "group":
      return <TextField label={label} hideLabel value={part.text} onChange={setText} />;
    case "description":
      return <TextField label={label} hideLabel multiline rows={2} value={part.text} onChange={setText} />;
  }
}

function partName(name: PartKey): string {
  return fieldName(name === "expires" ? "expiry" : name);
}
