import { t } from "@lingui/core/macro";
import { useQueryClient } from "@tanstack/react-query";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";

import { FaultBanner } from "../../components/FaultBanner";
import { Button } from "../../components/Button";
import { hasMod } from "../../components/shortcut";
import { Spinner } from "../../components/Spinner";
import { useElementWidth } from "../../components/useElementWidth";
import type { ListQuery } from "../../ipc/generated/ListQuery";
import type { SortColumn } from "../../ipc/generated/SortColumn";
import type { TokenRow } from "../../ipc/generated/TokenRow";
import { useNow } from "../../session/useNow";
import { useSettings } from "../../session/SettingsContext";
import { fittingColumns, gridTemplate, leastWidth } from "./columns";
import { type GridKey, gridKey, type Move, type RowKey } from "./gridKey";
import { GridHeader } from "./GridHeader";
import { GridRow } from "./GridRow";
import { add, EVERYTHING, isSelected, NOTHING, type Selection, selectedCount, toggle } from "./selection";
import { PAGE, pageOf, useTokenList } from "./useTokenList";
import styles from "./TokenGrid.module.css";

const HEADER_PX = 33;
const OVERSCAN = 8;
/** Beyond this many rows a range is chosen by what is loaded, not fetched. */
const LONGEST_RANGE = 20_000;

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
  onDelete: (row: TokenRow) => void;
  onMenu: (row: TokenRow, anchor: Element) => void;
  /** Shown in place of the rows when there are none. */
  empty: ReactNode;
}

/** The list: a virtual grid with one row in the tab order, driven by the keyboard. */
export function TokenGrid(props: TokenGridProps) {
  const { query, selection } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const widthPx = useElementWidth(scroller);
  const rowPx = useSettings().settings.density === "comfortable" ? 40 : 32;
  const now = useNow(30_000);
  const queries = useQueryClient();

  const [active, setActive] = useState(0);
  /** Where a range begins, and what was chosen beside it: a range that shrinks gives up what it had added. */
  const [anchor, setAnchor] = useState({ index: 0, beside: NOTHING });
  const [seen, setSeen] = useState({ first: 0, last: PAGE - 1 });
  const list = useTokenList(query, seen.first, seen.last);
  const total = list.total ?? 0;
  const current = Math.min(active, Math.max(0, total - 1));

  // eslint-disable-next-line react-hooks/incompatible-library -- no compiler is used here
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    scrollMargin: HEADER_PX,
    scrollPaddingStart: HEADER_PX,
    // The active row stays in the page wherever the list is scrolled to, so that it keeps the focus.
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      return indexes.includes(current) || total === 0 ? indexes : [...indexes, current].sort((a, b) => a - b);
    },
  });
  const { startIndex, endIndex } = virtualizer.range ?? { startIndex: 0, endIndex: 0 };
  useEffect(() => {
    virtualizer.measure();
  }, [virtualizer, rowPx]);
  useEffect(() => {
    setSeen({ first: Math.max(0, startIndex - OVERSCAN), last: Math.max(PAGE - 1, endIndex + OVERSCAN) });
  }, [startIndex, endIndex]);

  // Another list starts at its top.
  const listName = `${query.chip}\n${query.search}\n${query.sort}\n${String(query.descending)}`;
  useLayoutEffect(() => {
    setActive(0);
    setAnchor({ index: 0, beside: NOTHING });
    scroller.current?.scrollTo({ top: 0 });
  }, [listName]);

  const wantsFocus = useRef(false);
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${current}"]`);
    if (!row) return;
    wantsFocus.current = false;
    row.focus({ preventScroll: true });
  });

  const moveTo = (index: number, extend: boolean) => {
    const next = Math.max(0, Math.min(total - 1, index));
    wantsFocus.current = true;
    setActive(next);
    virtualizer.scrollToIndex(next, { align: "auto" });
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
    const [first, last] = anchor.index < to ? [anchor.index, to] : [to, anchor.index];
    const ids: number[] = [];
    for (let start = Math.floor(first / PAGE) * PAGE; start <= last; start += PAGE) {
      if (last - first > LONGEST_RANGE) break;
      const page = await queries.query({ ...pageOf(query, start), staleTime: "static" });
      page.rows.forEach((row, offset) => {
        if (start + offset >= first && start + offset <= last) ids.push(row.id);
      });
    }
    props.onSelect(add(anchor.beside, ids));
  };

  const indexAfter = (move: Move): number => {
    const heightPx = scroller.current?.clientHeight ?? 0;
    const screenful = Math.max(1, Math.floor((heightPx - HEADER_PX) / rowPx) - 1);
    switch (move) {
      case "next":
        return current + 1;
      case "previous":
        return current - 1;
      case "screenDown":
        return current + screenful;
      case "screenUp":
        return current - screenful;
      case "first":
        return 0;
      case "last":
        return total - 1;
    }
  };

  const carryOutOn = (kind: RowKey["kind"], row: TokenRow, element: HTMLElement) => {
    switch (kind) {
      case "toggle":
        choose(current, toggle(selection, row.id));
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
    }
  };

  /** False: there is nothing to do it to; the key goes on to the window. */
  const carryOut = (key: GridKey, target: HTMLElement): boolean => {
    switch (key.kind) {
      case "move":
        moveTo(indexAfter(key.move), key.extend);
        return true;
      case "selectAll":
        choose(current, EVERYTHING);
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
    wantsFocus.current = true;
    setActive(index);
    if (event.shiftKey) {
      void chooseRange(index);
      return;
    }
    if (hasMod(event)) {
      choose(index, toggle(selection, row.id));
      return;
    }
    setAnchor({ index, beside: selection });
    if (props.openId !== null) props.onOpen(row.id);
  };

  const columns = fittingColumns(widthPx);
  const template = gridTemplate(columns);
  const chosen = selectedCount(selection, total);
  return (
    <div className={styles["area"]}>
      <div
        ref={scroller}
        role="grid"
        aria-label={t`Tokens`}
        aria-rowcount={total + 1}
        aria-colcount={columns.length + 2}
        aria-multiselectable
        aria-busy={list.total === null}
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
          selected={chosen === 0 ? "none" : chosen >= total ? "all" : "some"}
          onSelectAll={() => {
            choose(current, chosen >= total ? NOTHING : EVERYTHING);
          }}
        />
        {total > 0 && (
          <div
            role="rowgroup"
            className={styles["rows"]}
            style={{ height: virtualizer.getTotalSize(), minWidth: leastWidth(columns) }}
          >
            {virtualizer.getVirtualItems().map((item) => (
              <GridRow
                key={item.index}
                index={item.index}
                topPx={item.start - HEADER_PX}
                columns={columns}
                template={template}
                row={list.row(item.index)}
                now={now}
                isActive={item.index === current}
                isOpen={isOpenRow(props.openId, list.row(item.index))}
                isSelected={isSelectedRow(selection, list.row(item.index))}
                onClick={onRowClick}
                onDoubleClick={(row) => {
                  props.onOpen(row.id);
                }}
                onToggle={(row) => {
                  setActive(item.index);
                  choose(item.index, toggle(selection, row.id));
                }}
                onCopy={props.onCopy}
                onMenu={props.onMenu}
              />
            ))}
          </div>
        )}
      </div>
      {list.fault && (
        <div className={styles["notice"]}>
          <FaultBanner
            fault={list.fault}
            actions={<Button size="small" onPress={list.retry}>{t`Try again`}</Button>}
          />
        </div>
      )}
      {list.total === null && !list.fault && (
        <div className={styles["notice"]}>
          <Spinner size={24} label={t`Loading tokens…`} />
        </div>
      )}
      {list.total === 0 && !list.fault && <div className={styles["empty"]}>{props.empty}</div>}
    </div>
  );
}

function isOpenRow(openId: number | null, row: TokenRow | undefined): boolean {
  return row !== undefined && row.id === openId;
}

function isSelectedRow(selection: Selection, row: TokenRow | undefined): boolean {
  return row !== undefined && isSelected(selection, row.id);
}
