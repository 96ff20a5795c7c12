import { t } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";
import { CircleAlert, TriangleAlert, X } from "lucide-react";
import { memo, useMemo } from "react";
import { Button, type Key, Tag, TagGroup, TagList } from "react-aria-components";

import type { AddressReading } from "../../ipc/generated/AddressReading";
import styles from "./AddressChips.module.css";
import { readingText, toneOf } from "./addressReadings";

interface AddressChipsProps {
  readonly label: string;
  readonly entries: readonly string[];
  readonly readings: readonly (AddressReading | undefined)[];
  readonly onRemove: (indexes: ReadonlySet<number>) => void;
  /** Put an entry back into the input. */
  readonly onReopen: (index: number) => void;
}

/** The finished entries of an address list. Memoised: typing in the input must not draw hundreds of chips. */
export const AddressChips = memo(function AddressChips(props: AddressChipsProps) {
  const { entries, readings } = props;
  useLingui();
  const keys = useMemo(() => chipKeys(entries), [entries]);
  const indexOf = (key: Key) => keys.indexOf(String(key));

  return (
    <TagGroup
      aria-label={props.label}
      className={styles["group"]}
      onRemove={(removed) => {
        props.onRemove(new Set([...removed].map(indexOf)));
      }}
    >
      <TagList className={styles["list"]}>
        {entries.map((entry, index) => {
          const reading = readings[index];
          const tone = toneOf(reading);
          const reason = reading?.problem ? readingText(reading) : null;
          return (
            <Tag
              key={keys[index]}
              id={keys[index]}
              textValue={reason ?? entry}
              className={styles["chip"]}
              data-tone={tone ?? undefined}
              onAction={() => {
                props.onReopen(index);
              }}
            >
              {tone === "error" && <CircleAlert aria-hidden="true" size={12} strokeWidth={2} />}
              {tone === "warning" && <TriangleAlert aria-hidden="true" size={12} strokeWidth={2} />}
              <span className={styles["text"]}>{entry}</span>
              <Button slot="remove" className={styles["remove"]} aria-label={t`Remove ${entry}`}>
                <X aria-hidden="true" size={12} strokeWidth={2} />
              </Button>
            </Tag>
          );
        })}
      </TagList>
    </TagGroup>
  );
});

/** A key that an entry keeps while others come and go: its text and its count among equals. */
function chipKeys(entries: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return entries.map((entry) => {
    const count = seen.get(entry) ?? 0;
    seen.set(entry, count + 1);
    return `${entry} ${count}`;
  });
}
