import type { ListQuery } from "../../ipc/generated/ListQuery";
import type { Target } from "../../ipc/generated/Target";

/** A row: which token, and where it stands in the list. */
export interface Place {
  index: number;
  id: number;
}

/** All rows from one to another. */
export interface Range {
  first: Place;
  last: Place;
}

/** Tokens with the place where each stood when it was chosen or left out. */
type Places = ReadonlyMap<number, number>;

/** Which tokens are chosen: all that the list shows but for some; or ranges of it, and some beside them. */
export type Selection =
  | { kind: "all"; except: Places }
  /** `ranges` neither meet nor touch; `also` lies outside of them, `except` inside. */
  | { kind: "some"; ranges: readonly Range[]; also: Places; except: Places };

export const NOTHING: Selection = { kind: "some", ranges: [], also: new Map(), except: new Map() };
export const EVERYTHING: Selection = { kind: "all", except: new Map() };

export function isSelected(selection: Selection, { index, id }: Place): boolean {
  if (selection.except.has(id)) return false;
  if (selection.kind === "all" || selection.also.has(id)) return true;
  return selection.ranges.some(({ first, last }) => first.index <= index && index <= last.index);
}

export function selectedCount(selection: Selection, total: number): number {
  if (selection.kind === "all") return Math.max(0, total - selection.except.size);
  const inRanges = selection.ranges.reduce((sum, { first, last }) => sum + last.index - first.index + 1, 0);
  return inRanges + selection.also.size - selection.except.size;
}

export function toggle(selection: Selection, place: Place): Selection {
  if (selection.kind === "all") return { ...selection, except: flipped(selection.except, place) };
  const inRange = selection.ranges.some((range) => holds(range, place.index));
  return inRange
    ? { ...selection, except: flipped(selection.except, place) }
    : { ...selection, also: flipped(selection.also, place) };
}

/** Adds all rows between two, which may stand in either order. */
export function addRange(selection: Selection, one: Place, other: Place): Selection {
  const [first, last] = one.index < other.index ? [one, other] : [other, one];
  const outside = (places: Places) =>
    new Map([...places].filter(([, index]) => !holds({ first, last }, index)));
  if (selection.kind === "all") return { ...selection, except: outside(selection.except) };
  const apart = selection.ranges.filter((range) => !touch(range, { first, last }));
  const joined = selection.ranges
    .filter((range) => touch(range, { first, last }))
    .reduce((sum, range) => join(sum, range), { first, last });
  return {
    kind: "some",
    ranges: [...apart, joined].sort((a, b) => a.first.index - b.first.index),
    also: outside(selection.also),
    except: outside(selection.except),
  };
}

export function hasRanges(selection: Selection): boolean {
  return selection.kind === "some" && selection.ranges.length > 0;
}

/** The tokens whose places tell what is chosen: the ends of ranges, and what is beside or left out of them. */
export function landmarksOf(selection: Selection): number[] {
  if (selection.kind === "all" || !hasRanges(selection)) return [];
  const ends = selection.ranges.flatMap(({ first, last }) => [first.id, last.id]);
  return [...ends, ...selection.also.keys(), ...selection.except.keys()];
}

/** The selection where its landmarks stand now (by token); a range that has lost an end is given up. */
export function relocated(selection: Selection, indexes: ReadonlyMap<number, number>): Selection {
  if (selection.kind === "all") return selection;
  const ranges = selection.ranges.flatMap(({ first, last }) => {
    const [from, to] = [indexes.get(first.id), indexes.get(last.id)];
    if (from === undefined || to === undefined) return [];
    const [a, b] = [
      { ...first, index: from },
      { ...last, index: to },
    ];
    return [from <= to ? { first: a, last: b } : { first: b, last: a }];
  });
  const placed = (places: Places, isKept: (index: number) => boolean) =>
    new Map(
      [...places.keys()].flatMap((id) => {
        const index = indexes.get(id);
        return index !== undefined && isKept(index) ? [[id, index] as const] : [];
      }),
    );
  const isInside = (index: number) => ranges.some((range) => holds(range, index));
  return {
    kind: "some",
    ranges,
    also: placed(selection.also, (index) => !isInside(index)),
    except: placed(selection.except, isInside),
  };
}

export function isSame(one: Selection, other: Selection): boolean {
  const written = (selection: Selection) =>
    JSON.stringify(
      selection.kind === "all"
        ? [...selection.except]
        : [selection.ranges, [...selection.also], [...selection.except]],
    );
  return one.kind === other.kind && written(one) === written(other);
}

/** What a command is told. */
export function targetOf(selection: Selection, query: ListQuery): Target {
  const except = [...selection.except.keys()];
  if (selection.kind === "all") return { kind: "query", query, except };
  const also = [...selection.also.keys()];
  if (selection.ranges.length === 0) return { kind: "ids", ids: also };
  const ranges = selection.ranges.map(({ first, last }) => ({ first: first.id, last: last.id }));
  return { kind: "ranges", query, ranges, also, except };
}

function flipped(places: Places, { id, index }: Place): Places {
  const next = new Map(places);
  if (!next.delete(id)) next.set(id, index);
  return next;
}

function holds({ first, last }: Range, index: number): boolean {
  return first.index <= index && index <= last.index;
}

function touch(a: Range, b: Range): boolean {
  return a.first.index <= b.last.index + 1 && b.first.index <= a.last.index + 1;
}

function join(a: Range, b: Range): Range {
  return {
    first: a.first.index <= b.first.index ? a.first : b.first,
    last: a.last.index >= b.last.index ? a.last : b.last,
  };
}
