import { both, saysNothing, type Term } from "./term.ts";

/**
 * Terms that cannot all be true. It has them from a fact about packages, or from two others:
 *
 *     http 1.2 pins log 0.4:                  {http 1.2, not log 0.4}
 *     the project needs http 1.2:             {not http 1.2}
 *     from these two, the project needs log:  {not log 0.4}
 *
 * Without terms it says that there is no solution. Each slot has one term.
 */
export interface Incompatibility<Fact> {
  readonly terms: readonly Term[];
  readonly cause: Fact | Derived<Fact>;
}

/** Both hold, so what they say together holds. */
export class Derived<Fact> {
  readonly conflict: Incompatibility<Fact>;
  readonly other: Incompatibility<Fact>;

  constructor(conflict: Incompatibility<Fact>, other: Incompatibility<Fact>) {
    this.conflict = conflict;
    this.other = other;
  }
}

export function incompatibility<Fact>(
  terms: readonly Term[],
  cause: Fact | Derived<Fact>,
): Incompatibility<Fact> {
  return { terms: mergeTerms(terms), cause };
}

/** An incompatibility that does not follow from others. */
export interface Given<Fact> extends Incompatibility<Fact> {
  readonly cause: Fact;
}

/** Every fact that an incompatibility rests on, each once, in the order in which they are found. */
export function factsBelow<Fact>(root: Incompatibility<Fact>): Given<Fact>[] {
  const seen = new Set<Incompatibility<Fact>>();
  const facts: Given<Fact>[] = [];
  const open = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next.cause instanceof Derived) open.push(next.cause.other, next.cause.conflict);
    else facts.push({ terms: next.terms, cause: next.cause });
  }
  return facts;
}

function mergeTerms(terms: readonly Term[]): readonly Term[] {
  const [first, second] = terms;
  if (terms.length === 2 && first !== undefined && second !== undefined && first.slot !== second.slot) {
    return saysNothing(first) || saysNothing(second) ? terms.filter((term) => !saysNothing(term)) : terms;
  }
  const bySlot = new Map<number, Term>();
  for (const term of terms) {
    const before = bySlot.get(term.slot);
    bySlot.set(term.slot, before === undefined ? term : both(before, term));
  }
  return [...bySlot.values()].filter((term) => !saysNothing(term));
}
