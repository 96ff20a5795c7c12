import { plural, t } from "@lingui/core/macro";
import {
  type ClipboardEvent,
  type KeyboardEvent,
  useCallback,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { Button } from "react-aria-components";

import type { AddressReading } from "../../ipc/generated/AddressReading";
import { AddressChips } from "./AddressChips";
import {
  type AddressEntries,
  completePending,
  noAddresses,
  removeEntries,
  reopenEntry,
  splitEntries,
  typeText,
} from "./addressEntries";
import styles from "./AddressField.module.css";
import { AddressMessages } from "./AddressMessages";
import { readingsOf } from "./addressReadings";
import { isComposing } from "./composition";
import { FieldRow } from "./FieldRow";

/** From so many entries on, a line tells their number and removes them all at once. */
const manyEntries = 8;

interface AddressFieldProps {
  readonly list: "allow" | "block";
  readonly value: AddressEntries;
  readonly onChange: (value: AddressEntries) => void;
  /** How Rust reads the entries, in their order. */
  readonly readings: readonly AddressReading[];
  /** Errors of the list as a whole. */
  readonly errors: readonly string[];
  readonly onLeave?: () => void;
}

/**
 * A list of addresses: finished entries as chips and an input after them. Enter, a comma, a space, leaving
 * the field and pasting several lines finish an entry; what finishes it never drops or changes it.
 */
export function AddressField({ list, value, onChange, readings, errors, onLeave }: AddressFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const composing = useRef(false);
  const [removed, setRemoved] = useState<readonly string[]>([]);
  const label = list === "allow" ? t`Allow IP` : t`Block IP`;
  const read = useMemo(() => readingsOf(value.entries, readings), [value.entries, readings]);

  // The chips are memoised, so their handlers must not change with each keystroke.
  const latest = useRef({ value, onChange });
  useLayoutEffect(() => {
    latest.current = { value, onChange };
  });
  const change = useCallback((next: AddressEntries) => {
    setRemoved([]);
    latest.current.onChange(next);
  }, []);
  const remove = useCallback(
    (indexes: ReadonlySet<number>) => {
      const before = latest.current.value;
      if (indexes.has(before.entries.length - 1)) input.current?.focus();
      change(removeEntries(before, indexes));
    },
    [change],
  );
  const reopen = useCallback(
    (index: number) => {
      change(reopenEntry(latest.current.value, index));
      input.current?.focus();
    },
    [change],
  );

  function handleKey(event: KeyboardEvent<HTMLInputElement>) {
    if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const atStart = event.currentTarget.selectionEnd === 0;
    if (event.key === "Enter" && value.pending.trim() !== "") {
      event.preventDefault();
      change(completePending(value));
    } else if ((event.key === "Backspace" || event.key === "ArrowLeft") && value.pending === "" && atStart) {
      const chips = box.current?.querySelectorAll<HTMLElement>("[role=row]");
      const last = chips?.[chips.length - 1];
      if (last) {
        event.preventDefault();
        last.focus();
      }
    }
  }

  /** An input joins pasted lines into one, so what is pasted is cut here first. */
  function handlePaste(event: ClipboardEvent<HTMLInputElement>) {
    const pasted = event.clipboardData.getData("text");
    if (splitEntries(pasted).length < 2 && !/[\r\n]/u.test(pasted)) return;
    event.preventDefault();
    const { selectionStart, selectionEnd } = event.currentTarget;
    const before = value.pending.slice(0, selectionStart ?? undefined);
    const after = value.pending.slice(selectionEnd ?? undefined);
    change(completePending({ entries: value.entries, pending: `${before}${pasted}${after}` }));
  }

  const { length } = value.entries;
  // New entries push the input down; it stays in sight of who types.
  useLayoutEffect(() => {
    if (box.current && document.activeElement === input.current)
      box.current.scrollTop = box.current.scrollHeight;
  }, [length]);

  return (
    <FieldRow
      field={list === "allow" ? "allowIps" : "blockIps"}
      label={label}
      errors={errors}
      below={<AddressMessages readings={read} />}
      hint={
        list === "allow" ? t`Blank = all addresses are allowed.` : t`An address in both lists is blocked.`
      }
      onLeave={() => {
        if (value.pending.trim() !== "") change(completePending(value));
        onLeave?.();
      }}
    >
      {({ inputId, describedBy }) => (
        <>
          {/* A click beside the chips goes on typing, as in every text field; the keyboard has the input itself. */}
          {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
          <div
            ref={box}
            className={styles["box"]}
            data-invalid={errors.length > 0 || read.some((reading) => reading?.problem) || undefined}
            onMouseDown={(event) => {
              if (event.target !== event.currentTarget) return;
              event.preventDefault();
              input.current?.focus();
            }}
          >
            {length > 0 && (
              <AddressChips
                label={label}
                entries={value.entries}
                readings={read}
                onRemove={remove}
                onReopen={reopen}
              />
            )}
            <input
              ref={input}
              id={inputId}
              className={styles["input"]}
              value={value.pending}
              placeholder={length === 0 ? t`Address or CIDR, then Enter` : undefined}
              aria-describedby={describedBy}
              autoCapitalize="off"
              autoComplete="off"
              autoCorrect="off"
              spellCheck={false}
              onChange={(event) => {
                const text = event.currentTarget.value;
                change(composing.current ? { ...value, pending: text } : typeText(value, text));
              }}
              onCompositionStart={() => {
                composing.current = true;
              }}
              onCompositionEnd={(event) => {
                composing.current = false;
                change(typeText(value, event.currentTarget.value));
              }}
              onKeyDown={handleKey}
              onPaste={handlePaste}
            />
          </div>
          {(length >= manyEntries || removed.length > 0) && (
            <div className={styles["count"]}>
              <span aria-live="polite">
                {removed.length > 0
                  ? plural(removed.length, { one: "# entry removed", other: "# entries removed" })
                  : plural(length, { one: "# entry", other: "# entries" })}
              </span>
              {removed.length > 0 ? (
                <Button
                  className={styles["countAction"]}
                  onPress={() => {
                    change({ ...value, entries: [...removed, ...value.entries] });
                  }}
                >
                  {t`Undo`}
                </Button>
              ) : (
                <Button
                  className={styles["countAction"]}
                  onPress={() => {
                    onChange({ ...noAddresses, pending: value.pending });
                    setRemoved(value.entries);
                    input.current?.focus();
                  }}
                >
                  {t`Remove all`}
                </Button>
              )}
            </div>
          )}
        </>
      )}
    </FieldRow>
  );
}
