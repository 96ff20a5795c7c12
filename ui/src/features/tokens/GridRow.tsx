import { t } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";
import { Copy, Ellipsis, EyeOff } from "lucide-react";
import { memo, type MouseEvent } from "react";

import { CheckMark } from "../../components/CheckMark";
import { MaskedKey } from "../../components/MaskedKey";
import { StatusBadge } from "../../components/StatusBadge";
import { useFormat } from "../../format/useFormat";
import type { TokenRow } from "../../ipc/generated/TokenRow";
import type { Column, ColumnId } from "./columns";
import { LimitCell } from "./LimitCell";
import styles from "./TokenGrid.module.css";

/** What can be done in a row; stays the same object, so that a row is painted again only when it changes. */
export interface RowActions {
  click: (index: number, row: TokenRow, event: MouseEvent) => void;
  open: (row: TokenRow) => void;
  toggle: (index: number, row: TokenRow) => void;
  copy: (row: TokenRow) => void;
  menu: (row: TokenRow, anchor: Element) => void;
}

export interface GridRowProps {
  index: number;
  topPx: number;
  columns: Column[];
  template: string;
  /** undefined: still on its way. */
  row: TokenRow | undefined;
  now: number;
  isActive: boolean;
  isOpen: boolean;
  isSelected: boolean;
  actions: RowActions;
}

export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { row, index, actions } = props;
  return (
    // The keys of a row are handled by the grid.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={props.isSelected}
      aria-busy={row === undefined}
      tabIndex={props.isActive ? 0 : -1}
      data-index={index}
      data-open={props.isOpen || undefined}
      className={styles["row"]}
      style={{ gridTemplateColumns: props.template, transform: `translateY(${props.topPx}px)` }}
      onClick={(event) => {
        if (row) actions.click(index, row, event);
      }}
      onDoubleClick={() => {
        if (row) actions.open(row);
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        if (row)
          actions.menu(row, event.currentTarget.querySelector("[aria-haspopup=menu]") ?? event.currentTarget);
      }}
    >
      {row ? <Cells {...props} row={row} /> : <Outline columns={props.columns} />}
    </div>
  );
});

/** In place of a row that is still on its way: never nothing. */
function Outline({ columns }: { columns: Column[] }) {
  return (
    <>
      <span />
      {columns.map(({ id }) => (
        <span key={id} className={styles["cell"]}>
          <span className={styles["outline"]} data-column={id} />
        </span>
      ))}
    </>
  );
}

function Cells({ row, index, columns, now, isSelected, actions }: GridRowProps & { row: TokenRow }) {
  const name = row.name;
  // A row is painted only when it changes: another language changes it, too.
  useLingui();
  return (
    <>
      <div role="gridcell" className={styles["check"]}>
        <button
          type="button"
          role="checkbox"
          aria-checked={isSelected}
          aria-label={t`Select “${name}”`}
          tabIndex={-1}
          className={styles["checkHit"]}
          onClick={(event) => {
            event.stopPropagation();
            actions.toggle(index, row);
          }}
        >
          <CheckMark state={isSelected ? "all" : "none"} />
        </button>
      </div>
      {columns.map(({ id }) => (
        <div key={id} role="gridcell" className={styles["cell"]} data-column={id}>
          <Cell id={id} row={row} now={now} onCopy={actions.copy} />
        </div>
      ))}
      <div role="gridcell" className={styles["moreCell"]}>
        <button
          type="button"
          aria-label={t`More actions for “${name}”`}
          title={t`More actions`}
          aria-haspopup="menu"
          tabIndex={-1}
          className={`${styles["inline"]} ${styles["more"]}`}
          onClick={(event) => {
            event.stopPropagation();
            actions.menu(row, event.currentTarget);
          }}
        >
          <Ellipsis size={16} strokeWidth={1.5} aria-hidden />
        </button>
      </div>
    </>
  );
}

function Cell({
  id,
  row,
  now,
  onCopy,
}: {
  id: ColumnId;
  row: TokenRow;
  now: number;
  onCopy: (row: TokenRow) => void;
}) {
  const format = useFormat();
  const name = row.name;
  const moment = (ms: number, words: string) => (
    <span className={styles["text"]} title={format.exactMoment(ms)}>
      {words}
    </span>
  );
  // The clock of the list ticks slowly: what has just happened may lie ahead of it.
  const past = (ms: number) => moment(ms, format.narrowRelative(Math.min(ms, now), now));
  switch (id) {
    case "name":
      return (
        <span className={styles["name"]} title={row.name}>
          {row.name}
        </span>
      );
    case "status":
      return <StatusBadge status={row.status} />;
    case "key":
      return (
        <>
          <MaskedKey text={row.maskedKey} />
          {row.visibility === "copyable" && row.deletedMs === null ? (
            <button
              type="button"
              aria-label={t`Copy key of “${name}”`}
              title={t`Copy key (C)`}
              tabIndex={-1}
              className={styles["inline"]}
              onClick={(event) => {
                event.stopPropagation();
                onCopy(row);
              }}
            >
              <Copy size={14} strokeWidth={1.75} aria-hidden />
            </button>
          ) : (
            row.visibility === "show_once" && (
              <span className={styles["inlineMark"]} title={t`Shown once; the key is not kept`}>
                <EyeOff
                  size={14}
                  strokeWidth={1.75}
                  role="img"
                  aria-label={t`Shown once; the key is not kept`}
                />
              </span>
            )
          )}
        </>
      );
    case "scopes":
      return <FirstAndMore items={row.scopes} />;
    case "addresses":
      return row.allowIps.length + row.blockIps.length === 0 ? (
        <span className={styles["muted"]}>{t({ message: "All", context: "addresses" })}</span>
      ) : (
        <FirstAndMore items={[...row.allowIps, ...row.blockIps.map((address) => t`not ${address}`)]} />
      );
    case "expires":
      return row.expiresMs === null ? (
        <span className={styles["muted"]}>{t`Indefinite`}</span>
      ) : (
        moment(row.expiresMs, format.shortRelative(row.expiresMs, now))
      );
    case "limit":
      return <LimitCell row={row} />;
    case "created":
      return past(row.createdMs);
    case "lastUsed":
      return row.lastUsedMs === null ? (
        <span className={styles["muted"]}>{t({ message: "Never", context: "last used" })}</span>
      ) : (
        past(row.lastUsedMs)
      );
  }
}

/** `clusters:read +2`; all of them in the tooltip. */
function FirstAndMore({ items }: { items: string[] }) {
  const [first, ...others] = items;
  return (
    <span className={styles["some"]} title={items.join("\n")}>
      <span className={styles["text"]}>{first}</span>
      {others.length > 0 && <span className={styles["count"]}>+{others.length}</span>}
    </span>
  );
}
