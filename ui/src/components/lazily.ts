import { type ComponentType, lazy } from "react";

/**
 * A component whose code is read when it is first shown: the first screen waits for none but its own. Stands
 * inside a `Suspense`.
 */
export function lazily<Name extends string, Props extends object>(
  read: () => Promise<Record<Name, ComponentType<Props>>>,
  name: Name,
) {
  return lazy(async () => ({ default: (await read())[name] }));
}
