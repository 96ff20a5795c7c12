/** What a key event tells of an input method. */
interface ComposingEvent {
  readonly keyCode: number;
  readonly isComposing?: boolean;
  readonly nativeEvent?: { readonly isComposing?: boolean };
}

/**
 * Whether an input method is composing: its Enter commits Hangul or Pinyin and must finish nothing else.
 * WebKit sends the committing Enter after `compositionend` with `isComposing` false; only its key code 229 tells.
 */
export function isComposing(event: ComposingEvent): boolean {
  return event.isComposing === true || event.nativeEvent?.isComposing === true || event.keyCode === 229;
}
