import { shortcutText } from "./shortcut";
import styles from "./Kbd.module.css";

/** A key or chord, `Ctrl+N`. */
export function Kbd({ keys }: { keys: string }) {
  return <kbd className={styles["kbd"]}>{shortcutText(keys)}</kbd>;
}
