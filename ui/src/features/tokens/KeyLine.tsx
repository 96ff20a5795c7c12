import { t } from "@lingui/core/macro";
import { Copy, Eye, EyeOff } from "lucide-react";

import { FaultBanner } from "../../components/FaultBanner";
import { IconButton } from "../../components/IconButton";
import { Kbd } from "../../components/Kbd";
import { MaskedKey } from "../../components/MaskedKey";
import type { TokenDetails } from "../../ipc/generated/TokenDetails";
import { useCopyKey } from "../../session/useCopyKey";
import { useRevealedKey } from "../../session/useRevealedKey";
import styles from "./DetailsPanel.module.css";

const icon = { size: 16, strokeWidth: 1.5, "aria-hidden": true } as const;

/** The key, masked; a copyable one can be copied, and revealed for 15 s. */
export function KeyLine({ details }: { details: TokenDetails }) {
  const { row } = details;
  const copyKey = useCopyKey();
  const revealed = useRevealedKey(row.id);
  const seconds = revealed.secondsLeft;
  const isCopyable = row.visibility === "copyable" && row.deletedMs === null;
  return (
    <div className={styles["keyBox"]}>
      <div className={styles["keyLine"]}>
        <MaskedKey text={revealed.key ?? row.maskedKey} wrap={revealed.key !== null} />
        {isCopyable && (
          <span className={styles["keyActions"]}>
            {revealed.key === null ? (
              <IconButton
                size="small"
                label={t`Reveal key`}
                icon={<Eye {...icon} />}
                isPending={revealed.isPending}
                onPress={() => void revealed.reveal()}
              />
            ) : (
              <IconButton
                size="small"
                label={t`Hide key`}
                icon={<EyeOff {...icon} />}
                onPress={revealed.hide}
              />
            )}
            <IconButton
              size="small"
              label={t`Copy key`}
              icon={<Copy {...icon} />}
              shortcut={<Kbd keys="C" />}
              onPress={() => void copyKey(row.id, row.name)}
            />
          </span>
        )}
      </div>
      {revealed.key !== null && <p className={styles["muted"]}>{t`Hidden again in ${seconds} s.`}</p>}
      {row.visibility === "show_once" && (
        <p className={styles["muted"]}>{t`Shown once; the key is not kept.`}</p>
      )}
      {revealed.fault && <FaultBanner fault={revealed.fault} />}
    </div>
  );
}
