import type { Commands } from "./generated/Commands";
import { desk } from "./desk";

export type CommandName = keyof Commands;
export type Request<N extends CommandName> = Commands[N][0];
export type Reply<N extends CommandName> = Commands[N][1];

/** Ask Rust. A refusal rejects with a `Fault` (see fault.ts), never with an `Error`. */
export function command<N extends CommandName>(
  name: N,
  ...request: Request<N> extends null ? [] : [request: Request<N>]
): Promise<Reply<N>> {
  return desk().invoke(name, request[0] ?? null) as Promise<Reply<N>>;
}
