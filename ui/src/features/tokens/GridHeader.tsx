import { t } from "@lingui/core/macro";
import { ArrowDown, ArrowUp } from "lucide-react";

import { CheckMark } from "../../components/CheckMark";
import type { ListQuery } from "../../ipc/generated/ListQuery";
import type { SortColumn } from "../../ipc/generated/SortColumn";
import { columnLabel, type Column } from "./columns";
import styles from "./TokenGrid.module.css";

export interface GridHeaderProps {
  columns: Column[];
  template: string;
  leastWidthPx: number;
  query: ListQuery;
  onSort: (column: SortColumn) => void;
  selected: "none" | "some" | "all";
  /** There may be more rows than are known. */
  isOpen: boolean;
  onSelectAll: () => void;
}

export function GridHeader({
  columns,
  template,
  leastWidthPx,
  query,
  onSort,
  selected,
  isOpen,
  onSelectAll,
}: GridHeaderProps) {
  const Arrow = query.descending ? ArrowDown : ArrowUp;
  return (
    <div role="rowgroup" className={styles["header"]} style={{ minWidth: leastWidthPx }}>
      <div
        role="row"
        aria-rowindex={1}
        className={styles["headerRow"]}
        style={{ gridTemplateColumns: template }}
      >
        <div role="columnheader" className={styles["check"]}>
          <button
            type="button"
            role="checkbox"
            aria-checked={selected === "some" ? "mixed" : selected === "all"}
            aria-label={t`Select all`}
            disabled={isOpen}
            className={styles["checkHit"]}
            onClick={onSelectAll}
          >
            <CheckMark state={selected} />
          </button>
        </div>
        {columns.map(({ id, sort }) => {
          const isSorted = sort !== null && sort === query.sort;
          return (
            <div
              key={id}
              role="columnheader"
              aria-sort={isSorted ? (query.descending ? "descending" : "ascending") : undefined}
              className={styles["columnHeader"]}
              data-column={id}
            >
              {sort === null ? (
                <span className={styles["columnName"]}>{columnLabel(id)}</span>
              ) : (
                <button
                  type="button"
                  className={styles["sort"]}
                  title={columnLabel(id)}
                  onClick={() => {
                    onSort(sort);
                  }}
                >
                  <span className={styles["columnName"]}>{columnLabel(id)}</span>
                  {isSorted && <Arrow size={12} strokeWidth={2} aria-hidden />}
                </button>
              )}
            </div>
          );
        })}
        <div role="columnheader">
          <span className="visually-hidden">{t`Actions`}</span>
        </div>
      </div>
    </div>
  );
}
