interface Key {
  key: string;
  code: string;
  nativeEvent?: { isComposing: boolean; keyCode: number };
  isComposing?: boolean;
  keyCode?: number;
}

/** An input method is at work: the key belongs to it. */
export function isComposing(event: Key): boolean {
  const native = event.nativeEvent ?? event;
  return native.isComposing === true || native.keyCode === 229;
}

/**
 * The Latin letter of a key, lower case. On a Hangul layout the C key gives "ㅊ": then the key's place counts.
 */
export function letterOf(event: Key): string | null {
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  const place = /^Key([A-Z])$/.exec(event.code);
  return place?.[1] && event.key.length === 1 ? place[1].toLowerCase() : null;
}

/** The key goes into a text that is being typed. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input:not([type=checkbox]):not([type=radio]), textarea"))
  );
}

/** A dialog is open: shortcuts of the window behind it sleep. */
export function dialogIsOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;
}
