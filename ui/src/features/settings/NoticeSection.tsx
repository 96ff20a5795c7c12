import { t } from "@lingui/core/macro";

import { Checkbox } from "../../components/Checkbox";
import { Section, SettingRow } from "./Section";
import type { SettingsSaving } from "./useSaveSettings";

/** What the desktop is told while the console runs. */
export function NoticeSection({ saving: { settings, save } }: { saving: SettingsSaving }) {
  return (
    <Section title={t`Desktop notifications`}>
      <SettingRow
        label={t`Tokens that need a look`}
        description={t`At most one desktop notification a day, and only of what is new. It tells counts, never names or keys.`}
      >
        <Checkbox
          aria-label={t`Tokens that need a look`}
          isSelected={settings.dailyNotice}
          onChange={(dailyNotice) => void save({ dailyNotice })}
        />
      </SettingRow>
    </Section>
  );
}
