import { t } from "@lingui/core/macro";
import { Pin } from "lucide-react";

import { Button } from "../../../components/Button";
import { useFormat } from "../../../format/useFormat";
import type { SeenAddress } from "../../../ipc/generated/SeenAddress";
import { useNow } from "../../../session/useNow";
import styles from "./Usage.module.css";

interface AddressesProps {
  readonly addresses: readonly SeenAddress[];
  /** Opens the edit with these as the allow list; null: the token can't be edited. */
  readonly onPin: ((addresses: string[]) => void) | null;
}

/** Where requests that passed came from, and a way to let nobody else in. */
export function Addresses({ addresses, onPin }: AddressesProps) {
  const format = useFormat();
  const now = useNow(30_000);
  if (addresses.length === 0) return null;
  return (
    <div className={styles["addresses"]}>
      <h4 className={styles["heading"]}>{t`Allowed from`}</h4>
      <table className={styles["table"]}>
        <thead>
          <tr>
            <th scope="col">{t`Address`}</th>
            <th scope="col">{t`Last`}</th>
            <th scope="col">{t`Requests`}</th>
          </tr>
        </thead>
        <tbody>
          {addresses.map(({ address, lastMs, count }) => (
            <tr key={address}>
              <th scope="row">
                <code>{address}</code>
              </th>
              <td title={format.exactMoment(lastMs)}>{format.shortRelative(Math.min(lastMs, now), now)}</td>
              <td>{format.count(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {onPin && (
        <div className={styles["pin"]}>
          <Button
            size="small"
            icon={<Pin size={16} strokeWidth={1.5} aria-hidden />}
            onPress={() => {
              onPin(addresses.map(({ address }) => address));
            }}
          >
            {t`Pin these addresses…`}
          </Button>
          <p className={styles["muted"]}>
            {t`Opens the edit with them as the allow list; nothing changes before you save.`}
          </p>
        </div>
      )}
    </div>
  );
}
