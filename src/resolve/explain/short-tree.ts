import type { Cause } from "../causes/cause.ts";
import { contestedSlots } from "../contested.ts";
import { maxIndent, maxTreeLines } from "../limits.ts";
import {
  areDisjoint,
  chosenFrom,
  type Given,
  notFrom,
  noVersions,
  type Term,
  union,
} from "../pubgrub/index.ts";
import { clauseOf, clauseText } from "./clause.ts";
import type { Wording } from "./wording.ts";

/** Where everything breaks, and the ways from the project to it. */
export interface Breaking {
  /** `contested`: different versions of one package are needed. `needs-zig`: packages do not build with this Zig. */
  readonly kind: "contested" | "needs-zig";
  /** The package; all of them where several do not build. */
  readonly names: readonly string[];
  readonly lines: readonly string[];
  readonly wasCut: boolean;
}

/**
 * The conflict as people retell it: not each step of the proof, but which packages cannot be had and who needs them.
 *
 *     - you need http ^1.0
 *       - http 1.0.0 … 1.2.0 pins log 0.4.0
 *     - you need log ^0.5
 *
 * Facts of the same two packages become one line, even where they were found one by one.
 */
export function shortTrees(wording: Wording): readonly Breaking[] {
  const { facts } = wording;
  const needs = needsIn(facts);
  const contested = [...contestedSlots(facts)].map((slot): Breaking => {
    const ofItself = facts.filter(
      ({ terms, cause }) => cause.kind === "pinned" && terms.length === 1 && terms[0]?.slot === slot,
    );
    return {
      kind: "contested",
      names: [wording.name(slot)],
      ...tree(new Set([slot]), needs, ofItself, wording),
    };
  });
  contested.sort((a, b) => compare(a.names[0], b.names[0]));
  const unfit = facts.filter(({ cause }) => cause.kind === "needs-zig");
  if (unfit.length === 0) return contested;
  const slots = new Set(unfit.flatMap(({ terms }) => terms.map(({ slot }) => slot)));
  const names = [...new Set([...slots].map((slot) => wording.name(slot)))].sort();
  return [...contested, { kind: "needs-zig", names, ...tree(slots, needs, unfit, wording) }];
}

function compare(a = "", b = ""): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Who needs what; the project itself where there is no `from`. */
interface Need {
  readonly from: Term | undefined;
  readonly to: Term;
  readonly cause: Cause;
}

/** The needs of one proof, by who has them and by what they are about. */
interface Needs {
  readonly ofProject: readonly Need[];
  readonly from: ReadonlyMap<number, readonly Need[]>;
  readonly to: ReadonlyMap<number, readonly Need[]>;
}

function needsIn(facts: readonly Given<Cause>[]): Needs {
  const ofProject: Need[] = [];
  const byEnds = new Map<string, Need[]>();
  for (const { terms, cause } of facts) {
    const to = terms.find(({ positive }) => !positive);
    const from = terms.find(({ positive }) => positive);
    if (to === undefined) continue;
    if (from === undefined) ofProject.push({ from, to, cause });
    else {
      const key = `${from.slot} ${to.slot}`;
      byEnds.set(key, withNeed(byEnds.get(key) ?? [], from, to, cause));
    }
  }
  ofProject.sort((a, b) => a.to.slot - b.to.slot);
  const needs = [...byEnds.values()].flat();
  return {
    ofProject,
    from: groupBy(needs, ({ from }) => from?.slot),
    to: groupBy([...ofProject, ...needs], ({ to }) => to.slot),
  };
}

/** One version that needs two different ones of the same package is two lines: that is the conflict. */
function withNeed(known: readonly Need[], from: Term, to: Term, cause: Cause): Need[] {
  const isOneLine = (need: Need) =>
    areDisjoint(need.from?.versions ?? noVersions, from.versions) ||
    !areDisjoint(need.to.versions, to.versions);
  const same = known.find(isOneLine);
  if (same?.from === undefined) return [...known, { from, to, cause }];
  const joined = {
    from: chosenFrom(from.slot, union(same.from.versions, from.versions)),
    to: notFrom(to.slot, union(same.to.versions, to.versions)),
    cause,
  };
  return known.map((need) => (need === same ? joined : need));
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => number | undefined): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** All ways from the project to the targets, each package entered once. `last` are facts about the targets. */
function tree(
  targets: ReadonlySet<number>,
  needs: Needs,
  last: readonly Given<Cause>[],
  wording: Wording,
): { readonly lines: readonly string[]; readonly wasCut: boolean } {
  const leading = slotsLeadingTo(targets, needs);
  const entered = new Set<number>();
  const way = (start: Need): string[] => {
    const lines: string[] = [];
    // An own stack: a chain of packages can be longer than the engine's.
    const open: (readonly [Need, number])[] = [[start, 0]];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [{ from, to, cause }, depth] = next;
      const text = clauseText(clauseOf({ terms: from === undefined ? [to] : [from, to], cause }, wording));
      const isEnd = last.length === 0 && targets.has(to.slot);
      lines.push(itemText(depth, isEnd ? text + offeredText(to, cause, wording) : text));
      if (isEnd || entered.has(to.slot)) continue;
      entered.add(to.slot);
      for (const fact of last) {
        if (fact.terms[0]?.slot === to.slot)
          lines.push(itemText(depth + 1, clauseText(clauseOf(fact, wording))));
      }
      const further = (needs.from.get(to.slot) ?? []).filter((need) => leading.has(need.to.slot));
      for (const need of further.reverse()) open.push([need, depth + 1]);
    }
    return lines;
  };
  return shortened(needs.ofProject.filter(({ to }) => leading.has(to.slot)).map(way));
}

/** Deeper than this a tree is not indented further: the line has to hold a package as well. */
function itemText(depth: number, text: string): string {
  return `${"  ".repeat(Math.min(depth, maxIndent))}- ${text}`;
}

/** Every way keeps its beginning, so that both sides of a conflict are to be seen. */
function shortened(ways: readonly (readonly string[])[]): {
  readonly lines: readonly string[];
  readonly wasCut: boolean;
} {
  const all = ways.flat();
  if (all.length <= maxTreeLines) return { lines: all, wasCut: false };
  const shown = ways.slice(0, maxTreeLines / 2);
  const share = Math.floor(maxTreeLines / shown.length);
  const lines = shown.flatMap((way) => {
    const cut = way.length - share + 1;
    return cut < 2 ? way : [...way.slice(0, -cut), `  - and ${cut} more lines`];
  });
  const more = ways.length - shown.length;
  return { lines: more === 0 ? lines : [...lines, `- and ${more} more ways`], wasCut: true };
}

function slotsLeadingTo(targets: ReadonlySet<number>, needs: Needs): ReadonlySet<number> {
  const leading = new Set(targets);
  for (const slot of leading) {
    for (const { from } of needs.to.get(slot) ?? []) if (from !== undefined) leading.add(from.slot);
  }
  return leading;
}

/** ` (0.5.0 … 0.5.3)` behind a range, where its versions are what the others do not want. */
function offeredText({ slot, versions }: Term, cause: Cause, wording: Wording): string {
  return cause.kind !== "required" || cause.isExact ? "" : ` (${wording.versions(slot, versions)})`;
}
