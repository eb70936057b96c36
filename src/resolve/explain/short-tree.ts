import type { Cause } from "../causes/cause.ts";
import { contestedSlots } from "../contested.ts";
import { maxTreeLines } from "../limits.ts";
import { areDisjoint, chosenFrom, type Given, notFrom, type Term, union } from "../pubgrub/index.ts";
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
  const needs = mergedNeeds(wording.facts);
  const contested = [...contestedSlots(wording.facts)].sort((a, b) => a - b);
  const trees = contested.map((slot): Breaking => {
    return { kind: "contested", names: [wording.name(slot)], ...tree(new Set([slot]), needs, [], wording) };
  });
  const unfit = wording.facts.filter(({ cause }) => cause.kind === "needs-zig");
  if (unfit.length === 0) return trees;
  const slots = new Set(unfit.flatMap(({ terms }) => terms.map(({ slot }) => slot)));
  const names = [...new Set([...slots].map((slot) => wording.name(slot)))].sort();
  return [...trees, { kind: "needs-zig", names, ...tree(slots, needs, unfit, wording) }];
}

/** Who needs what; the project itself where there is no `from`. */
interface Need {
  readonly from: Term | undefined;
  readonly to: Term;
  readonly cause: Cause;
}

function mergedNeeds(facts: readonly Given<Cause>[]): readonly Need[] {
  const needs: Need[] = [];
  for (const { terms, cause } of facts) {
    const to = terms.find(({ positive }) => !positive);
    const from = terms.find(({ positive }) => positive);
    if (to === undefined) continue;
    const at = needs.findIndex((each) => isOneLine(each, from, to));
    const known = needs[at];
    if (known?.from === undefined || from === undefined) needs.push({ from, to, cause });
    else {
      needs[at] = {
        from: chosenFrom(from.slot, union(known.from.versions, from.versions)),
        to: notFrom(to.slot, union(known.to.versions, to.versions)),
        cause,
      };
    }
  }
  return needs.sort((a, b) => rankOf(a) - rankOf(b));
}

/** Ways begin at the project, in the order of its dependencies. */
function rankOf({ from, to }: Need): number {
  return from === undefined ? to.slot : Number.MAX_SAFE_INTEGER;
}

/** One version that needs two different ones of the same package is two lines: that is the conflict. */
function isOneLine(need: Need, from: Term | undefined, to: Term): boolean {
  if (from === undefined || need.from?.slot !== from.slot || need.to.slot !== to.slot) return false;
  return areDisjoint(need.from.versions, from.versions) || !areDisjoint(need.to.versions, to.versions);
}

/** All ways from the project to the targets, each package entered once. `last` are facts about the targets. */
function tree(
  targets: ReadonlySet<number>,
  needs: readonly Need[],
  last: readonly Given<Cause>[],
  wording: Wording,
): { readonly lines: readonly string[]; readonly wasCut: boolean } {
  const leading = slotsLeadingTo(targets, needs);
  const entered = new Set<number>();
  const lines: string[] = [];
  const write = (depth: number, text: string) => lines.push(`${"  ".repeat(depth)}- ${text}`);
  const enter = ({ from, to, cause }: Need, depth: number): void => {
    const text = clauseText(clauseOf({ terms: from === undefined ? [to] : [from, to], cause }, wording));
    write(depth, text + (last.length === 0 && targets.has(to.slot) ? offeredText(to, cause, wording) : ""));
    const isTarget = targets.has(to.slot);
    if (isTarget && last.length === 0) return;
    if (entered.has(to.slot)) return;
    entered.add(to.slot);
    for (const fact of last)
      if (fact.terms[0]?.slot === to.slot) write(depth + 1, clauseText(clauseOf(fact, wording)));
    for (const next of needs)
      if (next.from?.slot === to.slot && leading.has(next.to.slot)) enter(next, depth + 1);
  };
  for (const need of needs) if (need.from === undefined && leading.has(need.to.slot)) enter(need, 0);
  if (lines.length <= maxTreeLines) return { lines, wasCut: false };
  const cut = lines.length - maxTreeLines + 1;
  return { lines: [...lines.slice(0, -cut), `- and ${cut} more lines`], wasCut: true };
}

function slotsLeadingTo(targets: ReadonlySet<number>, needs: readonly Need[]): ReadonlySet<number> {
  const leading = new Set(targets);
  for (const slot of leading) {
    for (const { from, to } of needs) if (to.slot === slot && from !== undefined) leading.add(from.slot);
  }
  return leading;
}

/** ` (0.5.0 … 0.5.3)` behind a range, where its versions are what the others do not want. */
function offeredText({ slot, versions }: Term, cause: Cause, wording: Wording): string {
  return cause.kind !== "required" || cause.isExact ? "" : ` (${wording.versions(slot, versions)})`;
}
