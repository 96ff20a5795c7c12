import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { Ban, CirclePause, CirclePlay, Copy, Eye, EyeOff, Pencil, RotateCcw, Trash2, X } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";

import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Chip } from "../../components/Chip";
import { FaultBanner } from "../../components/FaultBanner";
import { IconButton } from "../../components/IconButton";
import { Kbd } from "../../components/Kbd";
import { MaskedKey } from "../../components/MaskedKey";
import { Spinner } from "../../components/Spinner";
import { StatusBadge } from "../../components/StatusBadge";
import { useFormat } from "../../format/useFormat";
import { command } from "../../ipc/command";
import { asFault } from "../../ipc/fault";
import type { TokenDetails } from "../../ipc/generated/TokenDetails";
import { fieldName } from "../../messages/fieldName";
import { visibilityWord } from "../../messages/words";
import { queryKeys } from "../../session/queryKeys";
import { useCopyKey } from "../../session/useCopyKey";
import { useNow } from "../../session/useNow";
import { useRevealedKey } from "../../session/useRevealedKey";
import { useChanges } from "./ChangesContext";
import { type ActionKind, actionLabel } from "./changeWords";
import { History } from "./History";
import styles from "./DetailsPanel.module.css";

export interface DetailsPanelProps {
  id: number;
  onClose: () => void;
  onEdit: (id: number) => void;
}

const icon = { size: 16, strokeWidth: 1.5, "aria-hidden": true } as const;

/** All of one token: its fields, what can be done to it, and its history. */
export function DetailsPanel({ id, onClose, onEdit }: DetailsPanelProps) {
  const details = useQuery({
    queryKey: queryKeys.details(id),
    queryFn: () => command("token_details", { id }),
  });
  const panel = useRef<HTMLElement>(null);

  // Opened by the keyboard from a row, the list keeps the focus; Tab leads into the panel.
  useEffect(() => {
    panel.current?.scrollTo({ top: 0 });
  }, [id]);

  return (
    <aside ref={panel} className={styles["panel"]} aria-label={t`Details`}>
      <header className={styles["header"]}>
        <h2 className={styles["title"]}>{details.data?.row.name ?? ""}</h2>
        <IconButton
          size="small"
          label={t`Close`}
          icon={<X {...icon} />}
          shortcut={<Kbd keys="Esc" />}
          onPress={onClose}
        />
      </header>
      {details.data && <Loaded key={id} details={details.data} onEdit={onEdit} onClose={onClose} />}
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
    </aside>
  );
}

function Loaded({
  details,
  onEdit,
  onClose,
}: {
  details: TokenDetails;
  onEdit: (id: number) => void;
  onClose: () => void;
}) {
  const { row } = details;
  const format = useFormat();
  const now = useNow(30_000);
  const changes = useChanges();
  const isDeleted = row.deletedMs !== null;
  const isRevoked = details.revokedMs !== null;

  const change = (kind: ActionKind, onDone?: () => void) => () => {
    changes.start(kind, { kind: "ids", ids: [row.id] }, onDone);
  };
  const used = format.count(row.used);
  const revokedOn = format.moment(details.revokedMs ?? 0);
  const purgedOn = format.day(details.purgeMs ?? 0);
  return (
    <div className={styles["scroll"]}>
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
        <KeyLine details={details} />
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
        </div>
      </div>
      <dl className={styles["fields"]}>
        {details.description !== "" && (
          <Row name={fieldName("description")}>
            <span className={styles["prose"]}>{details.description}</span>
          </Row>
        )}
        <Row name={fieldName("scopes")}>
          <Chips items={row.scopes} />
        </Row>
        <Row name={fieldName("expiry")}>
          {row.expiresMs === null ? (
            t`Indefinite`
          ) : (
            <>
              <span title={format.utcMoment(row.expiresMs)}>{format.moment(row.expiresMs)}</span>
              <span className={styles["muted"]}>{format.relative(row.expiresMs, now)}</span>
            </>
          )}
        </Row>
        <Row name={fieldName("requestLimit")}>
          <span>{format.limit(row.limit)}</span>
          {row.limit && (
            <>
              <meter
                className={styles["meter"]}
                aria-label={t`Used`}
                min={0}
                max={row.limit.max}
                value={Math.min(row.used, row.limit.max)}
              />
              <span className={styles["muted"]}>{t`${used} used`}</span>
            </>
          )}
        </Row>
        <Row name={fieldName("allowIps")}>
          {row.allowIps.length === 0 ? t`All addresses` : <Chips items={row.allowIps} />}
        </Row>
        <Row name={fieldName("blockIps")}>
          {row.blockIps.length === 0 ? t`None` : <Chips items={row.blockIps} />}
        </Row>
        <Row name={fieldName("visibility")}>{visibilityWord(row.visibility)}</Row>
        <Row name={t`Created`}>
          <span title={format.exactMoment(row.createdMs)}>{format.moment(row.createdMs)}</span>
        </Row>
        <Row name={t`Last used`}>
          {row.lastUsedMs === null ? (
            t({ message: "Never", context: "last used" })
          ) : (
            <span title={format.exactMoment(row.lastUsedMs)}>{format.relative(row.lastUsedMs, now)}</span>
          )}
        </Row>
      </dl>
      <History entries={details.history} />
    </div>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles["field"]}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Chips({ items }: { items: string[] }) {
  return (
    <span className={styles["chips"]}>
      {items.map((item) => (
        <Chip key={item} mono title={item}>
          {item}
        </Chip>
      ))}
    </span>
  );
}

/** The key, masked; a copyable one can be copied, and revealed for 15 s. */
function KeyLine({ details }: { details: TokenDetails }) {
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
