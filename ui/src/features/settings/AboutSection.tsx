import { t } from "@lingui/core/macro";
import { Copy } from "lucide-react";

import { IconButton } from "../../components/IconButton";
import { useToasts } from "../../components/ToastContext";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import { faultText } from "../../messages/faultText";
import { Section } from "./Section";
import styles from "./AboutSection.module.css";

export interface AboutSectionProps {
  version: string;
  dataPath: string;
}

export function AboutSection({ version, dataPath }: AboutSectionProps) {
  const toasts = useToasts();
  const copyPath = () => {
    command("copy_plain_text", { text: dataPath }).then(
      () => {
        toasts.show({ tone: "success", title: t`Path copied`, lastsMs: 3000 });
      },
      (thrown: unknown) => {
        const { what, next } = faultText(asFault(thrown));
        toasts.show({ tone: "danger", title: what, detail: next });
      },
    );
  };
  return (
    <Section title={t`This console`}>
      <div className={styles["facts"]}>
        <p className={styles["fact"]}>
          <span className={styles["what"]}>{t`Version`}</span>
          <span className={styles["value"]}>{version}</span>
        </p>
        <p className={styles["fact"]}>
          <span className={styles["what"]}>{t`Data file`}</span>
          <code className={styles["value"]}>{dataPath}</code>
          <IconButton
            size="small"
            label={t`Copy path`}
            icon={<Copy size={14} strokeWidth={1.75} aria-hidden />}
            onPress={copyPath}
          />
        </p>
      </div>
    </Section>
  );
}
