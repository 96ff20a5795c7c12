import styles from "./MaskedKey.module.css";

/** A key as lists show it, `sk-AbCd…wXyZ`; or the key itself where it was revealed. */
export function MaskedKey({ text, wrap = false }: { text: string; wrap?: boolean }) {
  return (
    <code className={styles["key"]} data-wrap={wrap || undefined} title={wrap ? undefined : text}>
      {text}
    </code>
  );
}
