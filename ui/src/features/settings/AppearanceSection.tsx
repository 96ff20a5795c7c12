import { t } from "@lingui/core/macro";
import { Monitor, Moon, Sun } from "lucide-react";

import { RadioGroup } from "../../components/RadioGroup";
import { Select } from "../../components/Select";
import type { Density } from "../../ipc/generated/Density";
import type { Language } from "../../ipc/generated/Language";
import type { Theme } from "../../ipc/generated/Theme";
import { Section, SettingRow } from "./Section";
import type { SettingsSaving } from "./useSaveSettings";
import styles from "./controls.module.css";

const icon = { size: 14, strokeWidth: 1.75, "aria-hidden": true } as const;

export function AppearanceSection({ saving }: { saving: SettingsSaving }) {
  const { settings, save } = saving;
  return (
    <Section title={t`Appearance`}>
      <SettingRow label={t`Language`}>
        <div className={styles["select"]}>
          <Select<Language>
            label={t`Language`}
            hideLabel
            value={settings.language}
            onChange={(language) => void save({ language })}
            options={[
              { value: "system", label: t`System` },
              // Each language in its own words, so that it can be found again.
              { value: "en", label: "English" },
              { value: "ko", label: "한국어" },
              { value: "zh", label: "中文" },
            ]}
          />
        </div>
      </SettingRow>
      <SettingRow label={t`Theme`}>
        <RadioGroup<Theme>
          label={t`Theme`}
          hideLabel
          look="segments"
          value={settings.theme}
          onChange={(theme) => void save({ theme })}
          choices={[
            { value: "system", label: t`System`, icon: <Monitor {...icon} /> },
            { value: "light", label: t`Light`, icon: <Sun {...icon} /> },
            { value: "dark", label: t`Dark`, icon: <Moon {...icon} /> },
          ]}
        />
      </SettingRow>
      <SettingRow label={t`Row height`}>
        <RadioGroup<Density>
          label={t`Row height`}
          hideLabel
          look="segments"
          value={settings.density}
          onChange={(density) => void save({ density })}
          choices={[
            { value: "compact", label: t`Compact` },
            { value: "comfortable", label: t`Comfortable` },
          ]}
        />
      </SettingRow>
    </Section>
  );
}
