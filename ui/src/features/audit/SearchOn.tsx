import { t } from "@lingui/core/macro";

import { Button } from "../../components/Button";
import { useFormat } from "../../format/useFormat";
import styles from "./AuditPage.module.css";

interface SearchOnProps {
  /** The number of the oldest entry that was looked at. */
  readonly reached: number;
  readonly isSearching: boolean;
  readonly onSearch: () => void;
  readonly onStop: () => void;
}

/** How far back a long log was searched, and the way on. */
export function SearchOn({ reached, isSearching, onSearch, onStop }: SearchOnProps) {
  const number = useFormat().count(reached);
  return (
    <div className={styles["searchOn"]}>
      <p aria-live="polite">
        {isSearching ? t`Searching… back to entry ${number} so far` : t`Searched back to entry ${number}`}
      </p>
      {isSearching ? (
        <Button onPress={onStop}>{t`Stop`}</Button>
      ) : (
        <Button onPress={onSearch}>{t`Go on searching`}</Button>
      )}
    </div>
  );
}
