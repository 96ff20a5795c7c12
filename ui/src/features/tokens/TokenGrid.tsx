import { t } from "@lingui/core/macro";
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";

import { Button } from "../../components/Button";
import { FaultBanner } from "../../components/FaultBanner";
import { hasMod } from "../../components/shortcut";
import { Spinner } from "../../components/Spinner";
import { useElementSize } from "../../components/useElementSize";
import type { ListQuery } from "../../ipc/generated/ListQuery";
import type { SortColumn } from "../../ipc/generated/SortColumn";
import type { TokenRow } from "../../ipc/generated/TokenRow";
import { useNow } from "../../session/useNow";
import { useSettings } from "../../session/SettingsContext";
import { fittingColumns, gridTemplate, leastWidth } from "./columns";
import { type GridKey, gridKey, moved, type RowKey } from "./gridKey";
import { GridHeader } from "./GridHeader";
import { GridRow } from "./GridRow";
import {
  addRange,
  EVERYTHING,
  isSelected,
  NOTHING,
  type Place,
  type Selection,
  selectedCount,
  toggle,
} from "./selection";
import { useListScroll } from "./useListScroll";
import { useRanges } from "./useRanges";
import { useRowActions } from "./useRowActions";
import { useRowFocus } from "./useRowFocus";
import { useListLength, useTokenList } from "./useTokenList";
import { visibleRows } from "./visibleRows";
import styles from "./TokenGrid.module.css";

const HEADER_PX = 33;
const OVERSCAN = 6;
/** By then the first screen is painted. */
const PAINTED_MS = 250;

/** About what the window leaves to the list, so that the first rows are painted once and not twice. */
const sizeInWindow = () => ({
  widthPx: window.innerWidth - (window.innerWidth > 960 ? 160 : 52),
  heightPx: window.innerHeight - 133,
});

/** Rows beyond the view that are ready before they are seen; none until the first screen is painted. */
function useOverscan(): number {
  const [rows, setRows] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => {
      setRows(OVERSCAN);
    }, PAINTED_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return rows;
}

export interface TokenGridProps {
  query: ListQuery;
  onSort: (column: SortColumn) => void;
  selection: Selection;
  onSelect: (selection: Selection) => void;
  /** The token whose details are open. */
  openId: number | null;
  onOpen: (id: number) => void;
  onCopy: (row: TokenRow) => void;
  onEdit: (row: TokenRow) => void;
  onRotate: (row: TokenRow) => void;
  onDelete: (row: TokenRow) => void;
  onMenu: (row: TokenRow, anchor: Element) => void;
  /** Shown in place of the rows when there are none. */
  empty: ReactNode;
}

/** Where a range begins, and what was chosen beside it: a range that shrinks gives up what it had added. */
interface Anchor {
  index: number;
  beside: Selection;
}

/** The list: only the rows in sight are in the page; one of them is in the tab order, driven by the keyboard. */
export function TokenGrid(props: TokenGridProps) {
  const { query, selection } = props;
  const grid = useRef<HTMLDivElement>(null);
  const { widthPx, heightPx } = useElementSize(grid, sizeInWindow);
  const rowPx = useSettings().settings.density === "comfortable" ? 40 : 32;
  const viewPx = Math.max(rowPx, heightPx - HEADER_PX);
  const now = useNow(30_000);

  const [active, setActive] = useState(0);
  const [anchor, setAnchor] = useState<Anchor>({ index: 0, beside: NOTHING });
  const { rows: known, isOpen } = useListLength(query);
  const total = known ?? 0;
  const current = Math.min(active, Math.max(0, total - 1));
  const scroll = useListScroll(grid, { rows: total, rowPx, viewPx });
  const list = useTokenList(query, scroll.first, scroll.last);
  const focusActive = useRowFocus(grid, current);
  useRanges(query, selection, props.onSelect);

  // Another list starts at its top.
  const listName = `${query.chip}\n${query.search}\n${query.sort}\n${String(query.descending)}`;
  const [shownList, setShownList] = useState(listName);
  if (shownList !== listName) {
    setShownList(listName);
    setActive(0);
    setAnchor({ index: 0, beside: NOTHING });
  }
  const overscan = useOverscan();
  const { toTop } = scroll;
  useLayoutEffect(() => {
    toTop();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a longer list is still the same one
  }, [listName]);

  const moveTo = (index: number, extend: boolean) => {
    const next = Math.max(0, Math.min(total - 1, index));
    focusActive();
    setActive(next);
    scroll.show(next);
    const row = list.row(next);
    if (extend) void chooseRange(next);
    else {
      setAnchor({ index: next, beside: selection });
      if (props.openId !== null && row) props.onOpen(row.id);
    }
  };

  const choose = (index: number, chosen: Selection) => {
    setAnchor({ index, beside: chosen });
    props.onSelect(chosen);
  };

  const chooseRange = async (to: number) => {
    const place = async (index: number): Promise<Place | null> => {
      const row = list.row(index) ?? (await list.fetchRow(index));
      return row && { index, id: row.id };
    };
    const [one, other] = await Promise.all([place(anchor.index), place(to)]);
    if (one && other) props.onSelect(addRange(anchor.beside, one, other));
  };

  const carryOutOn = (kind: RowKey["kind"], row: TokenRow, element: HTMLElement) => {
    switch (kind) {
      case "toggle":
        choose(current, toggle(selection, { index: current, id: row.id }));
        return;
      case "open":
        props.onOpen(row.id);
        return;
      case "delete":
        props.onDelete(row);
        return;
      case "menu":
        props.onMenu(row, element);
        return;
      case "copy":
        props.onCopy(row);
        return;
      case "edit":
        props.onEdit(row);
        return;
      case "rotate":
        props.onRotate(row);
        return;
    }
  };

  /** False: there is nothing to do it to; the key goes on to the window. */
  const carryOut = (key: GridKey, target: HTMLElement): boolean => {
    switch (key.kind) {
      case "move":
        moveTo(moved(current, key.move, { total, screenful: Math.floor(viewPx / rowPx) - 1 }), key.extend);
        return true;
      case "selectAll":
        // Nobody can say yet how many that are.
        if (!isOpen) choose(current, EVERYTHING);
        return true;
      case "clear":
        if (selectedCount(selection, total) === 0) return false;
        choose(current, NOTHING);
        return true;
      default: {
        const row = target.getAttribute("role") === "row" ? list.row(current) : undefined;
        if (row) carryOutOn(key.kind, row, target);
        return row !== undefined;
      }
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const key = gridKey(event);
    if (key === null || total === 0 || !carryOut(key, event.target as HTMLElement)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  const onRowClick = (index: number, row: TokenRow, event: MouseEvent) => {
    focusActive();
    setActive(index);
    if (event.shiftKey) {
      void chooseRange(index);
      return;
    }
    if (hasMod(event)) {
      choose(index, toggle(selection, { index, id: row.id }));
      return;
    }
    setAnchor({ index, beside: selection });
    if (props.openId !== null) props.onOpen(row.id);
  };

  const actions = useRowActions({
    click: onRowClick,
    open: (row) => {
      props.onOpen(row.id);
    },
    toggle: (index, row) => {
      setActive(index);
      choose(index, toggle(selection, { index, id: row.id }));
    },
    copy: props.onCopy,
    menu: props.onMenu,
  });
  const columns = useMemo(() => fittingColumns(widthPx), [widthPx]);
  const template = gridTemplate(columns);
  const chosen = selectedCount(selection, total);
  const shown = visibleRows(scroll, { count: total, rowPx, active: current, overscan });
  return (
    <div className={styles["area"]}>
      {list.fault && (
        <div className={styles["fault"]}>
          <FaultBanner
            fault={list.fault}
            actions={<Button size="small" onPress={list.retry}>{t`Try again`}</Button>}
          />
        </div>
      )}
      <div
        ref={grid}
        role="grid"
        aria-label={t`Tokens`}
        aria-rowcount={isOpen ? -1 : total + 1}
        aria-colcount={columns.length + 2}
        aria-multiselectable
        aria-busy={known === null}
        tabIndex={-1}
        className={styles["grid"]}
        onKeyDown={onKeyDown}
      >
        <GridHeader
          columns={columns}
          template={template}
          leastWidthPx={leastWidth(columns)}
          query={query}
          onSort={props.onSort}
          selected={chosen === 0 ? "none" : !isOpen && chosen >= total ? "all" : "some"}
          isOpen={isOpen}
          onSelectAll={() => {
            choose(current, chosen >= total ? NOTHING : EVERYTHING);
          }}
        />
        {total > 0 && (
          <div role="rowgroup" style={{ height: scroll.heightPx, minWidth: leastWidth(columns) }}>
            <div className={styles["view"]} style={{ height: Math.min(viewPx, total * rowPx) }}>
              <div className={styles["rows"]} style={{ transform: `translateY(${shown.shiftPx}px)` }}>
                {shown.rows.map(({ index, topPx }) => {
                  const row = list.row(index);
                  return (
                    <GridRow
                      key={index}
                      index={index}
                      topPx={topPx}
                      columns={columns}
                      template={template}
                      row={row}
                      now={now}
                      isActive={index === current}
                      isOpen={row !== undefined && row.id === props.openId}
                      isSelected={row !== undefined && isSelected(selection, { index, id: row.id })}
                      actions={actions}
                    />
                  );
                })}
              </div>
            </div>
          </div>
        )}
      </div>
      {known === null && !list.fault && (
        <div className={styles["notice"]}>
          <Spinner size={24} label={t`Loading tokens…`} />
        </div>
      )}
      {known === 0 && !list.fault && <div className={styles["empty"]}>{props.empty}</div>}
    </div>
  );
}
