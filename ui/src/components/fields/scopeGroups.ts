import type { Scope } from "../../ipc/generated/Scope";

export interface ScopeGroup {
  /** The heading; empty for scopes without one. */
  readonly name: string;
  readonly scopes: readonly OfferedScope[];
}

export type Tri = "none" | "some" | "all";

/** A scope as the form offers it. */
export interface OfferedScope {
  readonly name: string;
  readonly group: string;
  readonly description: string;
  /** `retired` and `gone` ones can be given up but not chosen anew. */
  readonly standing: "offered" | "retired" | "gone";
}

/** The catalogue, with retired and vanished scopes only where they are held: they must stand somewhere to be given up. */
export function offeredScopes(catalogue: readonly Scope[], held: ReadonlySet<string>): OfferedScope[] {
  const known = new Set(catalogue.map((scope) => scope.name));
  const gone = [...held]
    .filter((name) => !known.has(name))
    .map((name): OfferedScope => ({ name, group: "", description: "", standing: "gone" }));
  const offered = catalogue
    .filter((scope) => !scope.retired || held.has(scope.name))
    .map(({ name, group, description, retired }): OfferedScope => ({
      name,
      group,
      description,
      standing: retired ? "retired" : "offered",
    }));
  return [...gone, ...offered];
}

/** Scopes under their headings, in the catalogue's order; those without a heading come first. */
export function groupScopes(scopes: readonly OfferedScope[]): ScopeGroup[] {
  const byName = new Map<string, OfferedScope[]>();
  for (const scope of scopes) {
    const group = byName.get(scope.group);
    if (group) group.push(scope);
    else byName.set(scope.group, [scope]);
  }
  const groups = [...byName].map(([name, members]) => ({ name, scopes: members }));
  return groups.sort((a, b) => Number(b.name === "") - Number(a.name === ""));
}

/** The scopes whose name, group or description holds every word of the filter. */
export function filterScopes(scopes: readonly OfferedScope[], filter: string): OfferedScope[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== "");
  return scopes.filter((scope) => {
    const text = `${scope.name} ${scope.group} ${scope.description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export function chosenOf(scopes: readonly OfferedScope[], chosen: ReadonlySet<string>): Tri {
  const count = scopes.filter((scope) => chosen.has(scope.name)).length;
  if (count === 0) return "none";
  return count === scopes.length ? "all" : "some";
}

/** The choice with these scopes put in or taken out; a retired or vanished one is never put in anew. */
export function chooseScopes(
  chosen: readonly string[],
  scopes: readonly OfferedScope[],
  put: boolean,
): string[] {
  const names = new Set(
    scopes.filter((scope) => !put || scope.standing === "offered").map((scope) => scope.name),
  );
  const others = chosen.filter((name) => !names.has(name));
  return put ? [...chosen, ...[...names].filter((name) => !chosen.includes(name))] : others;
}
