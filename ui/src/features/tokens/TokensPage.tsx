import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { FileInput, FileOutput, Plus } from "lucide-react";
import { Suspense, useDeferredValue, useLayoutEffect, useMemo, useRef, useState } from "react";

import { Button } from "../../components/Button";
import { dialogIsOpen, isComposing, isTyping, letterOf } from "../../components/keys";
import { Kbd } from "../../components/Kbd";
import { lazily } from "../../components/lazily";
import { SearchField } from "../../components/SearchField";
import { hasMod } from "../../components/shortcut";
import { command } from "../../ipc/command";
import type { ListQuery } from "../../ipc/generated/ListQuery";
import type { TokenRow } from "../../ipc/generated/TokenRow";
import { queryKeys } from "../../session/queryKeys";
import { useCopyKey } from "../../session/useCopyKey";
import { BulkBar } from "./BulkBar";
import { ChangesProvider } from "./ChangesProvider";
import { useChanges } from "./ChangesContext";
import { exportSources } from "./export/exportSources";
import { FilterChips } from "./FilterChips";
import { NoRows } from "./NoRows";
import { rowMenu } from "./rowMenu";
import { EVERYTHING, hasRanges, NOTHING, type Selection, selectedCount, targetOf } from "./selection";
import { TokenGrid } from "./TokenGrid";
import { usePageDrop } from "./usePageDrop";
import { homeList, useListLength } from "./useTokenList";
import styles from "./TokensPage.module.css";

const DetailsPanel = lazily(() => import("./DetailsPanel"), "DetailsPanel");
const ExportDialog = lazily(() => import("./export/ExportDialog"), "ExportDialog");
const Menu = lazily(() => import("../../components/Menu"), "Menu");

export interface TokensPageProps {
  /** The token whose details are open; null: none. */
  openId: number | null;
  onOpen: (id: number | null) => void;
  onIssue: () => void;
  /** Imports tokens from a file; null: it is not chosen yet. */
  onImport: (file: File | null) => void;
  /** The dialog that exports tokens is open. */
  isExporting: boolean;
  onExporting: (isExporting: boolean) => void;
  onEdit: (id: number) => void;
  onRotate: (id: number) => void;
  onSimulate: (id: number) => void;
  onPin: (id: number, addresses: string[]) => void;
  /** Shows all entries of the audit log about it. */
  onAudit: (id: number) => void;
}

export function TokensPage(props: TokensPageProps) {
  return (
    <ChangesProvider>
      <Tokens {...props} />
    </ChangesProvider>
  );
}

function Tokens({
  openId,
  onOpen,
  onIssue,
  onImport,
  isExporting,
  onExporting,
  onEdit,
  onRotate,
  onSimulate,
  onPin,
  onAudit,
}: TokensPageProps) {
  const [query, setQuery] = useState<ListQuery>(homeList);
  const [search, setSearch] = useState("");
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [menu, setMenu] = useState<{ row: TokenRow; anchor: Element } | null>(null);
  const page = useRef<HTMLDivElement>(null);
  const searchInput = useRef<HTMLInputElement>(null);
  const menuAnchor = useRef<Element | null>(null);
  const changes = useChanges();
  const copyKey = useCopyKey();
  const { isOver, dropHandlers } = usePageDrop(onImport);
  const counts = useQuery({ queryKey: queryKeys.counts, queryFn: () => command("count_tokens") }).data;

  const settled = useDeferredValue(search.trim());
  const shown = useMemo<ListQuery>(() => ({ ...query, search: settled }), [query, settled]);
  const inTrash = query.chip === "trash";
  const length = useListLength(shown);
  const chosen = selectedCount(selection, length.rows ?? 0);
  const total = length.isOpen ? null : length.rows;

  const narrow = (change: () => void) => {
    setSelection(NOTHING);
    change();
  };
  const focusRow = () => page.current?.querySelector<HTMLElement>('[role="row"][tabindex="0"]')?.focus();

  const openMenu = (row: TokenRow, anchor: Element) => {
    menuAnchor.current = anchor;
    setMenu({ row, anchor });
  };
  const copy = (row: TokenRow) => void copyKey(row.id, row.name);
  const edit = (row: TokenRow) => {
    if (row.status !== "revoked" && row.deletedMs === null) onEdit(row.id);
  };
  const rotate = (row: TokenRow) => {
    if (row.status !== "revoked" && row.deletedMs === null) onRotate(row.id);
  };
  const remove = (row: TokenRow) => {
    const kind = inTrash ? "purge" : "delete";
    if (chosen > 0) changes.start(kind, targetOf(selection, shown), chosen, clearSelection);
    else changes.start(kind, { kind: "ids", ids: [row.id] }, 1);
  };
  const clearSelection = () => {
    setSelection(NOTHING);
  };

  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (isComposing(event) || dialogIsOpen() || isTyping(event.target)) return;
      if (event.key === "/" && !hasMod(event)) {
        event.preventDefault();
        searchInput.current?.focus();
        searchInput.current?.select();
      } else if (hasMod(event) && !event.shiftKey && letterOf(event) === "z") {
        event.preventDefault();
        changes.undoLast();
      } else if (event.key === "Escape" && openId !== null) {
        onOpen(null);
        focusRow();
      }
    };
    document.addEventListener("keydown", onKeyDown);
    return () => {
      document.removeEventListener("keydown", onKeyDown);
    };
  }, [changes, openId, onOpen]);

  return (
    // A file that is dropped anywhere on the page; the button does the same from the keyboard.
    <div ref={page} className={styles["page"]} data-drop-target={isOver || undefined} {...dropHandlers}>
      <header className={styles["header"]}>
        <h1 className={styles["title"]}>{t`Tokens`}</h1>
        <div className={styles["search"]}>
          <SearchField
            label={t`Search tokens`}
            placeholder={t`Search…`}
            shortcut="/"
            value={search}
            inputRef={searchInput}
            onChange={(text) => {
              narrow(() => {
                setSearch(text);
              });
            }}
            onKeyDown={(event) => {
              if (isComposing(event)) return;
              const leaves = event.key === "ArrowDown" || event.key === "Enter";
              if (leaves || (event.key === "Escape" && search === "")) {
                event.preventDefault();
                focusRow();
              }
            }}
          />
        </div>
        <Button
          icon={<FileInput size={16} strokeWidth={1.5} aria-hidden />}
          onPress={() => {
            onImport(null);
          }}
        >
          {t`Import…`}
        </Button>
        <Button
          icon={<FileOutput size={16} strokeWidth={1.5} aria-hidden />}
          onPress={() => {
            onExporting(true);
          }}
        >
          {t`Export…`}
        </Button>
        <Button
          variant="primary"
          icon={<Plus size={16} strokeWidth={2} aria-hidden />}
          shortcut={<Kbd keys="Ctrl+N" />}
          onPress={onIssue}
        >
          {t`Issue`}
        </Button>
      </header>
      <div className={styles["filters"]}>
        {chosen > 0 ? (
          <BulkBar
            count={chosen}
            total={total}
            inTrash={inTrash}
            onAction={(kind) => {
              changes.start(kind, targetOf(selection, shown), chosen, clearSelection);
            }}
            onEdit={() => {
              changes.edit(targetOf(selection, shown), chosen, clearSelection);
            }}
            onExport={() => {
              onExporting(true);
            }}
            onSelectAll={() => {
              setSelection(EVERYTHING);
            }}
            onClear={clearSelection}
          />
        ) : (
          <FilterChips
            chosen={query.chip}
            counts={counts}
            onChoose={(chip) => {
              narrow(() => {
                setQuery({ ...query, chip });
              });
            }}
          />
        )}
      </div>
      <div className={styles["content"]}>
        <TokenGrid
          query={shown}
          onSort={(sort) => {
            const descending =
              sort === query.sort ? !query.descending : sort === "created" || sort === "last_used";
            // What stands between two rows is another thing in another order.
            if (hasRanges(selection)) clearSelection();
            setQuery({ ...query, sort, descending });
          }}
          selection={selection}
          onSelect={setSelection}
          openId={openId}
          onOpen={onOpen}
          onCopy={copy}
          onEdit={edit}
          onRotate={rotate}
          onDelete={remove}
          onMenu={openMenu}
          empty={
            <NoRows
              isFiltered={settled !== "" || (query.chip !== "all" && query.chip !== "trash")}
              isTrash={inTrash}
              onIssue={onIssue}
              onClear={() => {
                setSearch("");
                setQuery({ ...query, chip: "all" });
              }}
            />
          }
        />
        <Suspense fallback={null}>
          {openId !== null && (
            <DetailsPanel
              id={openId}
              onClose={() => {
                onOpen(null);
                focusRow();
              }}
              onEdit={onEdit}
              onRotate={onRotate}
              onSimulate={onSimulate}
              onPin={onPin}
              onAudit={onAudit}
            />
          )}
        </Suspense>
      </div>
      <Suspense fallback={null}>
        {isExporting && (
          <ExportDialog
            sources={exportSources(selection, { query: shown, total }, counts?.all ?? null)}
            onClose={() => {
              onExporting(false);
            }}
          />
        )}
      </Suspense>
      <Suspense fallback={null}>
        {menu !== null && (
          <Menu
            label={t`Actions`}
            triggerRef={menuAnchor}
            isOpen
            onClose={() => {
              setMenu(null);
            }}
            entries={rowMenu(menu.row, {
              open: () => {
                onOpen(menu.row.id);
              },
              copyKey: () => {
                copy(menu.row);
              },
              copyExample: () => void copyKey(menu.row.id, menu.row.name, "example"),
              edit: () => {
                edit(menu.row);
              },
              rotate: () => {
                rotate(menu.row);
              },
              change: (kind) => {
                changes.start(kind, { kind: "ids", ids: [menu.row.id] }, 1);
              },
            })}
          />
        )}
      </Suspense>
    </div>
  );
}
