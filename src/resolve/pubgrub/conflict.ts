import { Derived, type Incompatibility, incompatibility } from "./incompatibility.ts";
import type { Assignment, PartialSolution } from "./partial-solution.ts";
import { both, inverse, relation, type Term } from "./term.ts";

/** What a conflict taught, and the decision level to go back to; at level -1 there is no solution. */
export interface Lesson<Fact> {
  readonly learned: Incompatibility<Fact>;
  readonly level: number;
}

/**
 * From an incompatibility that has come true, goes back to its root: as long as its last term became true by deduction
 * at the same decision as the one before it, it is combined with the reason of that deduction.
 *
 *     {log 0.4, not log …} came true   log 0.4 was deduced from {http 1.2, not log 0.4}
 *     so {http 1.2, …} is the matter   http 1.2 was decided: stop, take that decision back
 */
export function learnFrom<Fact>(
  conflict: Incompatibility<Fact>,
  solution: PartialSolution<Fact>,
): Lesson<Fact> {
  let learned = conflict;
  while (learned.terms.length > 0) {
    const { term, satisfier, rest, previousLevel } = lastSatisfied(learned, solution);
    if (satisfier.cause === undefined || previousLevel < satisfier.level)
      return { learned, level: previousLevel };
    const terms = [
      ...learned.terms.filter((each) => each !== term),
      ...satisfier.cause.terms.filter(({ slot }) => slot !== term.slot),
    ];
    if (rest !== undefined) terms.push(inverse(rest));
    learned = incompatibility(terms, new Derived(learned, satisfier.cause));
  }
  return { learned, level: -1 };
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
    const earlier =
      last === undefined || satisfier.index > last.satisfier.index ? last?.satisfier : satisfier;
    if (earlier !== satisfier) last = { term, satisfier };
    if (earlier !== undefined) previousLevel = Math.max(previousLevel, earlier.level);
  }
  if (last === undefined) throw new Error("an incompatibility without terms has no satisfier");
  const { term, satisfier } = last;
  if (relation(satisfier.term, term) === "satisfies")
    return { term, satisfier, rest: undefined, previousLevel };
  const rest = both(satisfier.term, inverse(term));
  const together = solution.satisfier(inverse(rest));
  return { term, satisfier, rest, previousLevel: Math.max(previousLevel, together.level) };
}
