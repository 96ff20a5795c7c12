import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import {
  Ban,
  CirclePause,
  CirclePlay,
  FlaskConical,
  Pencil,
  RefreshCw,
  RotateCcw,
  Trash2,
} from "lucide-react";

import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { FaultBanner } from "../../components/FaultBanner";
import { Kbd } from "../../components/Kbd";
import { SidePanel } from "../../components/SidePanel";
import { Spinner } from "../../components/Spinner";
import { StatusBadge } from "../../components/StatusBadge";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { TokenDetails } from "../../ipc/generated/TokenDetails";
import { queryKeys } from "../../session/queryKeys";
import { useChanges } from "./ChangesContext";
import { type ActionKind, actionLabel } from "./changeWords";
import { DetailFields } from "./DetailFields";
import { Findings } from "./Findings";
import { History } from "./History";
import { KeyLine } from "./KeyLine";
import { OldKeys } from "./OldKeys";
import { UsageSection } from "./usage/UsageSection";
import styles from "./DetailsPanel.module.css";

export interface DetailsPanelProps {
  id: number;
  onClose: () => void;
  onEdit: (id: number) => void;
  onRotate: (id: number) => void;
  onSimulate: (id: number) => void;
  /** Opens the edit with these addresses as the allow list. */
  onPin: (id: number, addresses: string[]) => void;
  /** Shows all entries of the audit log about it. */
  onAudit: (id: number) => void;
}

const USE_MS = 5_000;
const icon = { size: 16, strokeWidth: 1.5, "aria-hidden": true } as const;

/** All of one token: its fields, what can be done to it, and its history. */
export function DetailsPanel({
  id,
  onClose,
  onEdit,
  onRotate,
  onSimulate,
  onPin,
  onAudit,
}: DetailsPanelProps) {
  const details = useQuery({
    queryKey: queryKeys.details(id),
    queryFn: () => command("token_details", { id }),
    // What verifiers tell of use is no change: nothing else says that there is news of an old key.
    refetchInterval: ({ state }) => (state.data && state.data.oldKeys.length > 0 ? USE_MS : false),
  });
  // Opened by the keyboard from a row, the list keeps the focus; Tab leads into the panel.
  return (
    <SidePanel
      id={id}
      title={details.data?.row.name ?? ""}
      size="wide"
      shortcut={<Kbd keys="Esc" />}
      onClose={onClose}
    >
      {details.data && (
        <Loaded
          details={details.data}
          onEdit={onEdit}
          onRotate={onRotate}
          onSimulate={onSimulate}
          onPin={onPin}
          onAudit={onAudit}
          onClose={onClose}
        />
      )}
      {details.isPending && (
        <div className={styles["wait"]}>
          <Spinner size={24} />
        </div>
      )}
      {details.error && (
        <div className={styles["section"]}>
          <FaultBanner fault={asFault(details.error)} />
        </div>
      )}
    </SidePanel>
  );
}

function Loaded({
  details,
  onEdit,
  onRotate,
  onSimulate,
  onPin,
  onAudit,
  onClose,
}: Omit<DetailsPanelProps, "id"> & { details: TokenDetails }) {
  const { row } = details;
  const format = useFormat();
  const changes = useChanges();
  const isDeleted = row.deletedMs !== null;
  const isRevoked = details.revokedMs !== null;

  const change = (kind: ActionKind, onDone?: () => void) => () => {
    changes.start(kind, { kind: "ids", ids: [row.id] }, 1, onDone);
  };
  const revokedOn = format.moment(details.revokedMs ?? 0);
  const purgedOn = format.day(details.purgeMs ?? 0);
  return (
    <>
      <div className={styles["section"]}>
        <StatusBadge status={row.status} />
        {isRevoked && (
          <Banner tone="danger" title={t`Revoked on ${revokedOn}`}>
            {details.revokedReason}
          </Banner>
        )}
        {details.purgeMs !== null && (
          <Banner tone="warning">{t`In the trash; it is deleted for good on ${purgedOn}.`}</Banner>
        )}
        <Findings findings={details.findings} />
        <KeyLine details={details} />
        <OldKeys id={row.id} keys={details.oldKeys} />
        <div className={styles["actions"]}>
          {isDeleted ? (
            <>
              <Button size="small" icon={<RotateCcw {...icon} />} onPress={change("restore")}>
                {actionLabel("restore")}
              </Button>
              <Button size="small" icon={<Trash2 {...icon} />} onPress={change("purge", onClose)}>
                {actionLabel("purge")}
              </Button>
            </>
          ) : (
            <>
              {!isRevoked && (
                <>
                  <Button
                    size="small"
                    icon={<Pencil {...icon} />}
                    onPress={() => {
                      onEdit(row.id);
                    }}
                  >
                    {t`Edit…`}
                  </Button>
                  <Button
                    size="small"
                    icon={<RefreshCw {...icon} />}
                    onPress={() => {
                      onRotate(row.id);
                    }}
                  >
                    {t`Rotate key…`}
                  </Button>
                  {row.status === "disabled" ? (
                    <Button size="small" icon={<CirclePlay {...icon} />} onPress={change("enable")}>
                      {actionLabel("enable")}
                    </Button>
                  ) : (
                    <Button size="small" icon={<CirclePause {...icon} />} onPress={change("disable")}>
                      {actionLabel("disable")}
                    </Button>
                  )}
                  <Button size="small" icon={<Ban {...icon} />} onPress={change("revoke")}>
                    {actionLabel("revoke")}
                  </Button>
                </>
              )}
              <Button size="small" icon={<Trash2 {...icon} />} onPress={change("delete")}>
                {actionLabel("delete")}
              </Button>
            </>
          )}
          <Button
            size="small"
            icon={<FlaskConical {...icon} />}
            onPress={() => {
              onSimulate(row.id);
            }}
          >
            {t`Simulate a request…`}
          </Button>
        </div>
      </div>
      <DetailFields details={details} />
      <UsageSection
        id={row.id}
        onPin={
          isDeleted || isRevoked
            ? null
            : (addresses) => {
                onPin(row.id, addresses);
              }
        }
      />
      <History
        entries={details.history}
        onAudit={() => {
          onAudit(row.id);
        }}
      />
    </>
  );
}
