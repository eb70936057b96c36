import type { Cause } from "./causes/cause.ts";
import {
  areDisjoint,
  type Given,
  intersection,
  isEmpty,
  noVersions,
  type Term,
  type VersionSet,
} from "./pubgrub/index.ts";

/**
 * The slots of which a proof needs different versions: those where a pin met another choice, where the project asks for
 * versions that no single one is, and where one release pins two, or another version of itself. All others only lead
 * there.
 */
export function contestedSlots(facts: readonly Given<Cause>[]): ReadonlySet<number> {
  const contested = new Set<number>();
  const required = new Map<number, VersionSet>();
  const pinning = new Map<string, Term[][]>();
  for (const { terms, cause } of facts) {
    const from = terms.find(({ positive }) => positive);
    const to = terms.find(({ positive }) => !positive);
    if (cause.kind === "required" && to !== undefined) {
      const left = intersection(required.get(to.slot) ?? to.versions, to.versions);
      required.set(to.slot, left);
      if (isEmpty(left)) contested.add(to.slot);
    }
    if (cause.kind !== "pinned" || from === undefined) continue;
    if (to === undefined) contested.add(from.slot);
    else {
      const key = `${from.slot} ${to.slot}`;
      const others = pinning.get(key) ?? [];
      if (cause.isContested || others.some((other) => pinTwo([from, to], other))) contested.add(to.slot);
      pinning.set(key, [...others, [from, to]]);
    }
  }
  return contested;
}

/** True where one version needs two. */
function pinTwo([from, to]: readonly Term[], [otherFrom, otherTo]: readonly Term[]): boolean {
  const isOne = !areDisjoint(from?.versions ?? noVersions, otherFrom?.versions ?? noVersions);
  return isOne && areDisjoint(to?.versions ?? noVersions, otherTo?.versions ?? noVersions);
}
