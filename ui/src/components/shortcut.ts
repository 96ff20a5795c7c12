// eslint-disable-next-line no-restricted-globals -- the machine, not the language
const apple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** `Ctrl+N`; on Apple machines `⌘N`. */
export function shortcutText(keys: string): string {
  return apple ? keys.replace("Ctrl+", "⌘").replace("Shift+", "⇧").replace("Enter", "↩") : keys;
}

/** The modifier of shortcuts: Ctrl, on Apple machines Command. */
export function hasMod(event: { ctrlKey: boolean; metaKey: boolean }): boolean {
  return apple ? event.metaKey : event.ctrlKey;
}
