import { t } from "@lingui/core/macro";

import { FaultBanner } from "../../components/FaultBanner";
import { AboutSection } from "./AboutSection";
import { ApiAccessSection } from "./ApiAccessSection";
import { AppearanceSection } from "./AppearanceSection";
import { BackupSection } from "./BackupSection";
import { KeyProtectionSection } from "./KeyProtectionSection";
import { KeysSection } from "./KeysSection";
import { NoticeSection } from "./NoticeSection";
import { ScopesSection } from "./ScopesSection";
import { useSaveSettings } from "./useSaveSettings";
import { VaultSection } from "./VaultSection";
import styles from "./SettingsPage.module.css";

export interface SettingsPageProps {
  version: string;
  dataPath: string;
  onOpenToken: (id: number) => void;
}

export function SettingsPage({ version, dataPath, onOpenToken }: SettingsPageProps) {
  const saving = useSaveSettings();
  return (
    <div className={styles["page"]}>
      <div className={styles["column"]}>
        <h1 className={styles["title"]}>{t`Settings`}</h1>
        {saving.fault && <FaultBanner fault={saving.fault} />}
        <AppearanceSection saving={saving} />
        <KeysSection saving={saving} />
        <NoticeSection saving={saving} />
        <ScopesSection onOpenToken={onOpenToken} />
        <VaultSection />
        <KeyProtectionSection saving={saving} />
        <ApiAccessSection />
        <BackupSection />
        <AboutSection version={version} dataPath={dataPath} />
      </div>
    </div>
  );
}
