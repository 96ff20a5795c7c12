import { t } from "@lingui/core/macro";
import { X } from "lucide-react";

import { Button } from "../../components/Button";
import { DayField } from "../../components/DayField";
import { SearchField } from "../../components/SearchField";
import { Select } from "../../components/Select";
import type { ActionKind } from "../../ipc/generated/ActionKind";
import type { AuditFilter } from "../../ipc/generated/AuditFilter";
import { actionKindWord } from "../../messages/auditText";
import { everything, isEverything } from "./auditFilter";
import styles from "./AuditPage.module.css";

const kinds: ActionKind[] = ["token", "key", "scope", "route", "settings", "vault", "admin_key", "backup"];
const ALL = "all";

interface AuditFiltersProps {
  readonly filter: AuditFilter;
  readonly onChange: (filter: AuditFilter) => void;
}

/** Who, what, when, and of which token. */
export function AuditFilters({ filter, onChange }: AuditFiltersProps) {
  const token = filter.token;
  return (
    <div className={styles["filters"]} role="search" aria-label={t`Filter the audit log`}>
      <div className={styles["who"]}>
        <SearchField
          label={t`Who`}
          placeholder={t`Name or address`}
          value={filter.who}
          onChange={(who) => {
            onChange({ ...filter, who });
          }}
        />
      </div>
      <div className={styles["kind"]}>
        <Select<ActionKind | typeof ALL>
          label={t`What`}
          hideLabel
          value={filter.kind ?? ALL}
          options={[
            { value: ALL, label: t`All actions` },
            ...kinds.map((kind) => ({ value: kind, label: actionKindWord(kind) })),
          ]}
          onChange={(kind) => {
            onChange({ ...filter, kind: kind === ALL ? null : kind });
          }}
        />
      </div>
      <DayField
        label={t`From`}
        value={filter.since}
        onChange={(since) => {
          onChange({ ...filter, since });
        }}
      />
      <DayField
        label={t`To`}
        value={filter.until}
        onChange={(until) => {
          onChange({ ...filter, until });
        }}
      />
      {token !== null && (
        <Button
          icon={<X size={14} strokeWidth={1.75} aria-hidden />}
          onPress={() => {
            onChange({ ...filter, token: null });
          }}
        >
          {t`Only token ${token}`}
        </Button>
      )}
      {!isEverything(filter) && (
        <Button
          variant="quiet"
          onPress={() => {
            onChange(everything);
          }}
        >
          {t`Show all`}
        </Button>
      )}
    </div>
  );
}
