import type { Fault } from "./generated/Fault";

/** What a rejected command gave, as a `Fault`; anything unforeseen becomes `internal`. */
export function asFault(thrown: unknown): Fault {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown) return thrown as Fault;
  return { code: "internal", detail: thrown instanceof Error ? thrown.message : String(thrown) };
}

export function isFault<C extends Fault["code"]>(
  thrown: unknown,
  code: C,
): thrown is Extract<Fault, { code: C }> {
  return asFault(thrown).code === code;
}
