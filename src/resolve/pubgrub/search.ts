import { learnFrom } from "./conflict.ts";
import type { Incompatibility } from "./incompatibility.ts";
import { OpenSlots } from "./open-slots.ts";
import { PartialSolution } from "./partial-solution.ts";
import { inverse, type Term } from "./term.ts";
import { countVersions, type VersionSet } from "./version-set.ts";

/**
 * What the search asks. `Wanted` and `Answer` are what goes out of its generator and what it is resumed with; the
 * search itself passes them through.
 */
export interface Source<Fact, Wanted, Answer> {
  /** What holds from the start. */
  readonly given: readonly Incompatibility<Fact>[];
  /** The candidate to try first out of those allowed, which are not none. */
  preferred(slot: number, allowed: VersionSet): number;
  /**
   * Everything that must be known before a candidate is chosen and was not said before: what it needs, what forbids
   * it. `known` tells what the search holds true now, so that facts can be as wide as the conflict at hand.
   */
  about(
    slot: number,
    candidate: number,
    known: (slot: number) => Term | undefined,
  ): Generator<Wanted, readonly Incompatibility<Fact>[], Answer>;
}

export type Outcome<Fact> =
  | { readonly kind: "solved"; readonly decisions: ReadonlyMap<number, number>; readonly attempts: number }
  | { readonly kind: "conflict"; readonly root: Incompatibility<Fact>; readonly attempts: number }
  | { readonly kind: "gave-up"; readonly attempts: number };

/**
 * PubGrub: conflict-driven search that learns from every dead end, and can tell why there is no solution.
 *
 * 1. Propagate: where all terms of an incompatibility but one hold, that one cannot.
 * 2. Where all of them hold, learn the root of the conflict and go back to where it can be avoided.
 * 3. When nothing more follows, decide: the slot with the fewest candidates, its preferred one.
 *
 * `attempts` counts as one more than the times that decisions were taken back; beyond `maxAttempts` it gives up.
 */
export function* search<Fact, Wanted, Answer>(
  source: Source<Fact, Wanted, Answer>,
  maxAttempts: number,
): Generator<Wanted, Outcome<Fact>, Answer> {
  const state = new State<Fact>();
  for (const given of source.given) state.add(given);
  let impossible =
    source.given.find(({ terms }) => terms.length === 0) ??
    state.propagate(source.given.flatMap(({ terms }) => terms.map(({ slot }) => slot)));

  while (impossible === undefined) {
    if (state.attempts > maxAttempts) return { kind: "gave-up", attempts: maxAttempts };
    const next = state.nextOpen();
    if (next === undefined) {
      return { kind: "solved", decisions: state.solution.decisions, attempts: state.attempts };
    }
    const { slot, allowed } = next;
    const candidate = source.preferred(slot, allowed);
    const facts = yield* source.about(slot, candidate, (other) => state.solution.known(other));
    for (const fact of facts) state.add(fact);
    if (facts.some((fact) => state.wouldConflict(fact, slot))) state.reopen(slot);
    else state.decide(slot, candidate);
    impossible = state.propagate([slot]);
  }
  return { kind: "conflict", root: impossible, attempts: state.attempts };
}

class State<Fact> {
  readonly solution = new PartialSolution<Fact>();
  attempts = 1;
  private readonly bySlot: Incompatibility<Fact>[][] = [];
  private readonly open = new OpenSlots();
  private wentBack = false;

  add(incompatibility: Incompatibility<Fact>): void {
    for (const { slot } of incompatibility.terms) {
      while (this.bySlot.length <= slot) this.bySlot.push([]);
      this.bySlot[slot]?.push(incompatibility);
    }
  }

  nextOpen(): { readonly slot: number; readonly allowed: VersionSet } | undefined {
    for (let entry = this.open.pop(); entry !== undefined; entry = this.open.pop()) {
      const { slot, count } = entry;
      const known = this.solution.known(slot);
      if (known?.positive !== true || this.solution.isDecided(slot)) continue;
      if (countVersions(known.versions) === count) return { slot, allowed: known.versions };
    }
    return undefined;
  }

  decide(slot: number, candidate: number): void {
    if (this.wentBack) this.attempts += 1;
    this.wentBack = false;
    this.solution.decide(slot, candidate);
  }

  /** True where everything but the slot's own term holds: to choose the slot's candidate would be a conflict at once. */
  wouldConflict({ terms }: Incompatibility<Fact>, slot: number): boolean {
    return terms.every((term) => term.slot === slot || this.solution.relation(term) === "satisfies");
  }

  /** Draws every conclusion that follows from what changed. Gives the proof that there is no solution, if so. */
  propagate(slots: readonly number[]): Incompatibility<Fact> | undefined {
    const changed = new Set(slots);
    for (const slot of changed) {
      changed.delete(slot);
      const conflict = this.conclude(slot, changed);
      if (conflict === undefined) continue;
      const { learned, level } = learnFrom(conflict, this.solution);
      if (level < 0) return learned;
      this.goBack(level);
      if (learned !== conflict) this.add(learned);
      changed.clear();
      changed.add(this.deriveFrom(learned));
    }
    return undefined;
  }

  /** Conclusions from one slot, the newest incompatibilities first: these know most of the conflict at hand. */
  private conclude(slot: number, changed: Set<number>): Incompatibility<Fact> | undefined {
    const about = this.bySlot[slot] ?? [];
    for (let at = about.length - 1; at >= 0; at -= 1) {
      const each = about[at];
      if (each === undefined) continue;
      const open = this.onlyOpenTerm(each);
      if (open === "none") return each;
      if (open !== undefined) changed.add(this.derive(open, each));
    }
    return undefined;
  }

  /** What was learned always has one open term at the level gone back to. */
  private deriveFrom(learned: Incompatibility<Fact>): number {
    const open = this.onlyOpenTerm(learned);
    if (open === undefined || open === "none")
      throw new Error("what was learned from a conflict leads nowhere");
    return this.derive(open, learned);
  }

  private derive(open: Term, cause: Incompatibility<Fact>): number {
    this.solution.derive(inverse(open), cause);
    this.reopen(open.slot);
    return open.slot;
  }

  /** The one term that is neither true nor false while all others are true; "none" where all are true. */

  private onlyOpenTerm({ terms }: Incompatibility<Fact>): Term | "none" | undefined {
    let open: Term | undefined;
    for (const term of terms) {
      const relation = this.solution.relation(term);
      if (relation === "contradicts") return undefined;
      if (relation === "satisfies") continue;
      if (open !== undefined) return undefined;
      open = term;
    }
    return open ?? "none";
  }

  private goBack(level: number): void {
    this.wentBack = true;
    for (const slot of this.solution.backtrack(level)) this.reopen(slot);
  }

  /** Puts a slot among those that need a decision, if it does. */
  reopen(slot: number): void {
    const known = this.solution.known(slot);
    if (known?.positive !== true || this.solution.isDecided(slot)) return;
    this.open.push(slot, countVersions(known.versions));
  }
}
