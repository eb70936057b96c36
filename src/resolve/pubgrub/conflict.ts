import { Derived, type Incompatibility, incompatibility } from "./incompatibility.ts";
import type { Assignment, PartialSolution } from "./partial-solution.ts";
import { both, inverse, relation, type Term } from "./term.ts";

/** What a conflict taught, and the decision level to go back to; at level -1 there is no solution. */
export interface Lesson<Fact> {
  /** The nearest cause: what of the last decision all that went wrong comes through. */
  readonly learned: Incompatibility<Fact>;
  /** The same, followed on to the decision itself: otherwise it would be made again, and again in vain. */
  readonly decisive: Incompatibility<Fact>;
  readonly level: number;
  /** The slots that had a part in it. */
  readonly involved: ReadonlySet<number>;
}

/**
 * From an incompatibility that has come true, goes back to its root: its last term became true for a reason, and with
 * that it is combined, until all but one of its terms were true before the last decision.
 *
 *     {log 0.4, not log …} came true   log 0.4 was deduced from {http 1.2, not log 0.4}
 *     so {http 1.2, …} is the matter   http 1.2 was decided: stop, take that decision back
 */
export function learnFrom<Fact>(
  conflict: Incompatibility<Fact>,
  solution: PartialSolution<Fact>,
): Lesson<Fact> {
  const involved = new Set<number>();
  let nearest: { readonly learned: Incompatibility<Fact>; readonly level: number } | undefined;
  for (let learned = conflict; learned.terms.length > 0; ) {
    const { term, satisfier, rest, previousLevel } = lastSatisfied(learned, solution);
    involved.add(term.slot);
    if (nearest === undefined && previousLevel < satisfier.level) nearest = { learned, level: previousLevel };
    const cause = solution.causeOf(satisfier);
    if (cause === undefined) {
      const { learned: first, level } = nearest ?? { learned, level: previousLevel };
      return { learned: first, decisive: learned, level, involved };
    }
    const terms = [
      ...learned.terms.filter((each) => each !== term),
      ...cause.terms.filter(({ slot }) => slot !== term.slot),
    ];
    if (rest !== undefined) terms.push(inverse(rest));
    learned = incompatibility(terms, new Derived(learned, cause));
    if (learned.terms.length === 0) return { learned, decisive: learned, level: -1, involved };
  }
  return { learned: conflict, decisive: conflict, level: -1, involved };
}

interface LastSatisfied<Fact> {
  readonly term: Term;
  readonly satisfier: Assignment<Fact>;
  /** What the satisfier leaves open, where it makes the term true only together with earlier ones. */
  readonly rest: Term | undefined;
  /** The level at which everything but the satisfier was there. */
  readonly previousLevel: number;
}

function lastSatisfied<Fact>(
  { terms }: Incompatibility<Fact>,
  solution: PartialSolution<Fact>,
): LastSatisfied<Fact> {
  let last: { readonly term: Term; readonly satisfier: Assignment<Fact> } | undefined;
  let previousLevel = 0;
  for (const term of terms) {
    const satisfier = solution.satisfier(term);
    if (last === undefined) last = { term, satisfier };
    else if (satisfier.index < last.satisfier.index) previousLevel = Math.max(previousLevel, satisfier.level);
    else {
      previousLevel = Math.max(previousLevel, last.satisfier.level);
      last = { term, satisfier };
    }
  }
  if (last === undefined) throw new Error("an incompatibility without terms has no satisfier");
  const { term, satisfier } = last;
  if (relation(satisfier.term, term) === "satisfies")
    return { term, satisfier, rest: undefined, previousLevel };
  const rest = both(satisfier.term, inverse(term));
  const together = solution.satisfier(inverse(rest));
  return { term, satisfier, rest, previousLevel: Math.max(previousLevel, together.level) };
}
