import { t } from "@lingui/core/macro";
import { Search, X } from "lucide-react";
import { type KeyboardEvent, type KeyboardEventHandler, type RefObject, useRef } from "react";

import { isComposing } from "./keys";
import { Kbd } from "./Kbd";
import styles from "./SearchField.module.css";

export interface SearchFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  shortcut?: string;
  inputRef?: RefObject<HTMLInputElement | null>;
  onKeyDown?: KeyboardEventHandler<HTMLInputElement>;
}

/** Esc clears it first. */
export function SearchField({
  label,
  value,
  onChange,
  placeholder,
  shortcut,
  inputRef,
  onKeyDown,
}: SearchFieldProps) {
  const ownRef = useRef<HTMLInputElement>(null);
  const input = inputRef ?? ownRef;
  const isEmpty = value === "";
  const clear = () => {
    onChange("");
    input.current?.focus();
  };
  const clearOrGoOn = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Escape" && !isEmpty && !isComposing(event)) {
      // What it lies in stays open.
      event.preventDefault();
      event.stopPropagation();
      clear();
    } else onKeyDown?.(event);
  };
  return (
    <div className={styles["search"]}>
      <Search size={16} strokeWidth={1.5} aria-hidden className={styles["icon"]} />
      <input
        ref={input}
        type="search"
        aria-label={label}
        value={value}
        className={styles["input"]}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          onChange(event.target.value);
        }}
        onKeyDown={clearOrGoOn}
      />
      {isEmpty && shortcut && (
        <span className={styles["shortcut"]}>
          <Kbd keys={shortcut} />
        </span>
      )}
      {!isEmpty && (
        <button
          type="button"
          tabIndex={-1}
          className={styles["clear"]}
          aria-label={t`Clear search`}
          onClick={clear}
        >
          <X size={14} strokeWidth={1.75} aria-hidden />
        </button>
      )}
    </div>
  );
}
