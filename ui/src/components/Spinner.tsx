import { t } from "@lingui/core/macro";
import { useEffect, useState } from "react";

import styles from "./Spinner.module.css";

/** Appears only after 300 ms: what is quick needs no spinner. */
export function Spinner({ size = 16, label }: { size?: 16 | 24; label?: string }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setLate(true);
    }, 300);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  if (!late) return null;
  return <span role="img" aria-label={label ?? t`Working…`} className={styles["spinner"]} data-size={size} />;
}
