import {
  areDisjoint,
  difference,
  intersection,
  isEmpty,
  isSubset,
  union,
  type VersionSet,
} from "./version-set.ts";

/**
 * A statement about one slot, where at most one of its candidates is chosen.
 *
 *     positive {1.0, 1.1}: one of these is chosen
 *     negative {1.0, 1.1}: none of these is chosen; another may be, or nothing at all
 *
 * A slot gains candidates while solving goes on, so a negative term speaks of those that are not known yet, too.
 */
export interface Term {
  readonly slot: number;
  readonly positive: boolean;
  readonly versions: VersionSet;
}

/** How what is known (`a`) stands to a statement (`b`) about the same slot. */
export type Relation = "satisfies" | "contradicts" | "open";

export function chosenFrom(slot: number, versions: VersionSet): Term {
  return { slot, positive: true, versions };
}

export function notFrom(slot: number, versions: VersionSet): Term {
  return { slot, positive: false, versions };
}

export function inverse({ slot, positive, versions }: Term): Term {
  return { slot, positive: !positive, versions };
}

/**
 *     {1.0} satisfies {1.0, 1.1}          {1.0} contradicts {1.1}
 *     {1.0} satisfies not {1.1}           {1.0} contradicts not {1.0, 1.1}
 *     not {1.0, 1.1} satisfies not {1.0}  not {1.0, 1.1} contradicts {1.0}
 */
export function relation(a: Term, b: Term): Relation {
  if (a.positive) {
    if (isSubset(a.versions, b.versions)) return b.positive ? "satisfies" : "contradicts";
    if (areDisjoint(a.versions, b.versions)) return b.positive ? "contradicts" : "satisfies";
    return "open";
  }
  if (b.positive) return isSubset(b.versions, a.versions) ? "contradicts" : "open";
  return isSubset(b.versions, a.versions) ? "satisfies" : "open";
}

/** What holds where both hold. */
export function both(a: Term, b: Term): Term {
  if (a.positive) {
    const combine = b.positive ? intersection : difference;
    return chosenFrom(a.slot, combine(a.versions, b.versions));
  }
  if (b.positive) return chosenFrom(a.slot, difference(b.versions, a.versions));
  return notFrom(a.slot, union(a.versions, b.versions));
}

/** True for `not {}`, which says nothing. */
export function saysNothing({ positive, versions }: Term): boolean {
  return !positive && isEmpty(versions);
}
