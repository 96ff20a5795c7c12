import type { Events } from "./generated/Events";
import { desk } from "./desk";

export type EventName = keyof Events;

/** Follow an event of Rust; returns how to stop. */
export function onEvent<N extends EventName>(name: N, handler: (payload: Events[N]) => void): () => void {
  return desk().listen(name, (payload) => {
    handler(payload as Events[N]);
  });
}
