/** Whatever Rust takes is smaller by far; a film that was dropped by mistake is not read into memory. */
const NEVER_MORE = 64 * 1024 * 1024;

export type ReadFile =
  | { kind: "text"; name: string; text: string }
  | { kind: "too_large" }
  | { kind: "not_text" }
  | { kind: "unreadable" };

/** The text of a file that was chosen or dropped. */
export async function readTextFile(file: File): Promise<ReadFile> {
  if (file.size > NEVER_MORE) return { kind: "too_large" };
  try {
    const bytes = await file.arrayBuffer();
    try {
      return { kind: "text", name: file.name, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
    } catch {
      return { kind: "not_text" };
    }
  } catch {
    // A folder, or a file that is gone or not ours to read.
    return { kind: "unreadable" };
  }
}
