import { t } from "@lingui/core/macro";

import type { VaultStatus } from "../../ipc/generated/VaultStatus";
import type { Visibility } from "../../ipc/generated/Visibility";
import { keyringText } from "../../messages/keyringText";
import { Banner } from "../Banner";
import { Button } from "../Button";
import { RadioGroup } from "../RadioGroup";
import { FieldRow } from "./FieldRow";
import { FixedValue } from "./FixedValue";
import styles from "./VisibilityField.module.css";

interface VisibilityFieldProps {
  readonly value: Visibility;
  readonly onChange: (value: Visibility) => void;
  readonly vault: VaultStatus | undefined;
  /** Leads to choosing a passphrase for the vault. */
  readonly onSetPassphrase: () => void;
}

/** Whether the key can be copied again later. */
export function VisibilityField({ value, onChange, vault, onSetPassphrase }: VisibilityFieldProps) {
  const label = t`Key`;
  return (
    <FieldRow field="visibility" label={label} isGroup>
      {() => (
        <>
          <RadioGroup
            label={label}
            hideLabel
            value={value}
            onChange={onChange}
            choices={[
              {
                value: "copyable",
                label: t`Can be copied later`,
                description: t`A sealed copy is kept on this machine.`,
              },
              {
                value: "show_once",
                label: t`Show once`,
                description: t`Only its hash is kept. Once closed, nobody can see the key again.`,
              },
            ]}
          />
          {value === "copyable" && vault?.state === "needs_passphrase" && (
            <div className={styles["note"]}>
              <Banner tone="warning" title={t`Keys can't be kept for copying yet`}>
                {keyringText(vault.keyring)}
                <div className={styles["ways"]}>
                  <Button size="small" onPress={onSetPassphrase}>
                    {t`Set a passphrase…`}
                  </Button>
                  <Button
                    size="small"
                    onPress={() => {
                      onChange("show_once");
                    }}
                  >
                    {t`Show once`}
                  </Button>
                </div>
              </Banner>
            </div>
          )}
        </>
      )}
    </FieldRow>
  );
}

/** The visibility of a token that exists already. */
export function FixedVisibility({ value }: { value: Visibility }) {
  return (
    <FieldRow field="visibility" label={t`Key`} isGroup>
      {() => (
        <FixedValue why={t`Decided when the token was issued.`}>
          {value === "copyable" ? t`Can be copied later` : t`Shown once`}
        </FixedValue>
      )}
    </FieldRow>
  );
}
