import { t } from "@lingui/core/macro";
import { ScrollText, ShieldCheck } from "lucide-react";
import { type ReactNode, useState } from "react";

import { Button } from "../../components/Button";
import { EmptyState } from "../../components/EmptyState";
import { FaultBanner } from "../../components/FaultBanner";
import { PageHeader } from "../../components/PageHeader";
import { Spinner } from "../../components/Spinner";
import { asFault } from "../../ipc/fault";
import { AuditDetails } from "./AuditDetails";
import { everything, isEverything } from "./auditFilter";
import { AuditFilters } from "./AuditFilters";
import { AuditTable } from "./AuditTable";
import { CheckDialog } from "./CheckDialog";
import { ExportButton } from "./ExportButton";
import { SearchOn } from "./SearchOn";
import { useAudit } from "./useAudit";
import styles from "./AuditPage.module.css";

export interface AuditPageProps {
  /** Only what was done to this token, at first. */
  token: number | null;
  onOpenToken: (id: number) => void;
}

/** Who did what, when and from where; and whether the log is as it was written. */
export function AuditPage({ token, onOpenToken }: AuditPageProps) {
  const [filter, setFilter] = useState({ ...everything, token });
  const [openNumber, setOpenNumber] = useState<number | null>(null);
  const [isChecking, setChecking] = useState(false);
  const { audit, isSearching, searchOn, stop } = useAudit(filter);
  const entries = audit.data?.pages.flatMap((page) => page.entries) ?? [];
  const last = audit.data?.pages.at(-1);
  const open = entries.find((entry) => entry.number === openNumber);
  const more =
    last === undefined || last.next === null ? null : last.isCut ? (
      <SearchOn
        reached={last.next}
        isSearching={isSearching}
        onSearch={() => void searchOn()}
        onStop={stop}
      />
    ) : (
      <Button isPending={audit.isFetchingNextPage} onPress={() => void audit.fetchNextPage()}>
        {t`Show older entries`}
      </Button>
    );
  return (
    <div className={styles["page"]}>
      <PageHeader
        title={t`Audit`}
        lead={t`Every change, and every key that was copied or shown: who, when, from where, before and after.`}
        actions={
          <>
            <Button
              icon={<ShieldCheck size={16} strokeWidth={1.5} aria-hidden />}
              onPress={() => {
                setChecking(true);
              }}
            >
              {t`Verify…`}
            </Button>
            <ExportButton filter={filter} />
          </>
        }
      />
      <AuditFilters filter={filter} onChange={setFilter} />
      <div className={styles["content"]}>
        <div className={styles["list"]}>
          {audit.error && (
            <div className={styles["fault"]}>
              <FaultBanner fault={asFault(audit.error)} />
            </div>
          )}
          {audit.isPending && (
            <div className={styles["wait"]}>
              <Spinner size={24} />
            </div>
          )}
          {audit.data && entries.length === 0 && (
            <Nothing isFiltered={!isEverything(filter)} searchOn={more} />
          )}
          {entries.length > 0 && (
            <AuditTable entries={entries} openNumber={openNumber} onOpen={setOpenNumber} more={more} />
          )}
        </div>
        {open && (
          <AuditDetails
            entry={open}
            onClose={() => {
              setOpenNumber(null);
            }}
            onToken={(id) => {
              setFilter({ ...everything, token: id });
            }}
            onOpenToken={onOpenToken}
          />
        )}
      </div>
      {isChecking && (
        <CheckDialog
          onClose={() => {
            setChecking(false);
          }}
        />
      )}
    </div>
  );
}

interface NothingProps {
  readonly isFiltered: boolean;
  /** The way on, where the log was not searched to its end; null: it was. */
  readonly searchOn: ReactNode;
}

function Nothing({ isFiltered, searchOn }: NothingProps) {
  const icon = <ScrollText size={28} strokeWidth={1.5} />;
  if (searchOn !== null)
    return <EmptyState icon={icon} title={t`No such entries so far`} actions={searchOn} />;
  return (
    <EmptyState icon={icon} title={isFiltered ? t`No such entries` : t`Nothing was done yet`}>
      {isFiltered
        ? t`Nobody did anything that fits all of these filters.`
        : t`Each change, and each key that is copied or shown, will stand here.`}
    </EmptyState>
  );
}
