import { t } from "@lingui/core/macro";
import { Search, X } from "lucide-react";
import type { KeyboardEventHandler, Ref } from "react";
import { Button, Input, SearchField as AriaSearchField } from "react-aria-components";

import { Kbd } from "./Kbd";
import styles from "./SearchField.module.css";

export interface SearchFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  shortcut?: string;
  inputRef?: Ref<HTMLInputElement>;
  onKeyDown?: KeyboardEventHandler<HTMLElement>;
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
  const empty = value === "";
  return (
    <AriaSearchField className={styles["search"] ?? ""} aria-label={label} value={value} onChange={onChange}>
      <Search size={16} strokeWidth={1.5} aria-hidden className={styles["icon"]} />
      <Input
        ref={inputRef}
        className={styles["input"] ?? ""}
        placeholder={placeholder}
        onKeyDown={onKeyDown}
        spellCheck={false}
      />
      {empty && shortcut && (
        <span className={styles["shortcut"]}>
          <Kbd keys={shortcut} />
        </span>
      )}
      {!empty && (
        <Button className={styles["clear"] ?? ""} aria-label={t`Clear search`}>
          <X size={14} strokeWidth={1.75} aria-hidden />
        </Button>
      )}
    </AriaSearchField>
  );
}
