/** The command to try a key with, as Rust copies it, but with the key masked. */
export function exampleLine(maskedKey: string): string {
  return `curl -H "Authorization: Bearer ${maskedKey}" https://api.example.com/`;
}

/** A masked key that is as long as a key looks: `sk-AbCd••••wXyZ`. */
export function veiled(maskedKey: string): string {
  return maskedKey.replace("…", "•".repeat(24));
}
