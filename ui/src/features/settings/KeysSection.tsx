import { t } from "@lingui/core/macro";
import { useState } from "react";

import { isComposing } from "../../components/keys";
import { RadioGroup } from "../../components/RadioGroup";
import { Select } from "../../components/Select";
import { TextField } from "../../components/TextField";
import { useFormat } from "../../format/useFormat";
import type { Visibility } from "../../ipc/generated/Visibility";
import { problemText } from "../../messages/problemText";
import { visibilityWord } from "../../messages/words";
import { Section, SettingRow } from "./Section";
import type { SettingsSaving } from "./useSaveSettings";
import styles from "./controls.module.css";

const OFF = "off";
const secondsOffered = [5, 10, 15, 20, 30, 45, 60, 90, 120];

/** How new keys look, whether they are kept, and how long they stay in the clipboard. */
export function KeysSection({ saving }: { saving: SettingsSaving }) {
  const { settings, save } = saving;
  const kept = settings.clipboardSeconds;
  const offered = kept === null || secondsOffered.includes(kept) ? secondsOffered : [...secondsOffered, kept];
  return (
    <Section title={t`Keys`}>
      <SettingRow
        label={t`Key prefix`}
        description={t`Stands before the 48 characters of a new key. Keys already issued keep theirs.`}
      >
        <PrefixField key={settings.keyPrefix} saving={saving} />
      </SettingRow>
      <SettingRow label={t`New keys`} description={t`What the Issue form chooses at first.`}>
        <RadioGroup<Visibility>
          label={t`New keys`}
          hideLabel
          look="segments"
          value={settings.defaultVisibility}
          onChange={(defaultVisibility) => void save({ defaultVisibility })}
          choices={[
            { value: "copyable", label: visibilityWord("copyable") },
            { value: "show_once", label: visibilityWord("show_once") },
          ]}
        />
      </SettingRow>
      <SettingRow
        label={t`Clear the clipboard`}
        description={t`After a key was copied, and only if it is still there.`}
      >
        <div className={styles["select"]}>
          <Select<string>
            label={t`Clear the clipboard`}
            hideLabel
            value={kept === null ? OFF : String(kept)}
            onChange={(value) => void save({ clipboardSeconds: value === OFF ? null : Number(value) })}
            options={[
              ...offered
                .toSorted((a, b) => a - b)
                .map((seconds) => ({ value: String(seconds), label: t`after ${seconds} s` })),
              { value: OFF, label: t`Never` },
            ]}
          />
        </div>
      </SettingRow>
    </Section>
  );
}

/** Saved on Enter and on leaving; what is wrong stays as typed, with Rust's reason. */
function PrefixField({ saving }: { saving: SettingsSaving }) {
  const format = useFormat();
  const [text, setText] = useState(saving.settings.keyPrefix);
  const error = saving.errorAt("keyPrefix");
  const save = () => {
    if (text !== saving.settings.keyPrefix || error) void saving.save({ keyPrefix: text });
  };
  return (
    <div className={styles["select"]}>
      <TextField
        label={t`Key prefix`}
        hideLabel
        mono
        value={text}
        onChange={setText}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !isComposing(event)) save();
        }}
        error={error ? problemText(error, format, text) : null}
      />
    </div>
  );
}
