/** What answers the window: Rust in the app, a fake in tests and in a plain browser. */
export interface Desk {
  invoke(name: string, request: unknown): Promise<unknown>;
  /** Returns how to stop listening. */
  listen(name: string, handler: (payload: unknown) => void): () => void;
}

let current: Desk | null = null;

/** Called once, before anything else asks. */
export function sitAt(desk: Desk): void {
  current = desk;
}

export function desk(): Desk {
  if (current === null) throw new Error("no desk: sitAt() was not called");
  return current;
}
