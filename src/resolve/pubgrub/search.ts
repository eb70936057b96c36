import { maxClashes } from "../limits.ts";
import { learnFrom } from "./conflict.ts";
import type { Incompatibility } from "./incompatibility.ts";
import { countOf, OpenSlots } from "./open-slots.ts";
import { PartialSolution, type Reason } from "./partial-solution.ts";
import { SlotQueue } from "./slot-queue.ts";
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
  /** What must be known before a candidate is chosen; undefined where that is to be asked. */
  about(slot: number, candidate: number): About<Fact> | undefined;
  ask(slot: number, candidate: number): Generator<Wanted, About<Fact>, Answer>;
  /** The fact that the candidate needs the term: `{http 1.2, not log 0.4}`. */
  reason(slot: number, candidate: number, need: Term): Incompatibility<Fact>;
  /**
   * The same, where the need cannot be had as things are. It may say more: that other candidates need what cannot be
   * had either, so that they all fall at once.
   */
  clash(slot: number, candidate: number, need: Term, known: Known): Incompatibility<Fact>;
}

export type Known = (slot: number) => Term | undefined;

export type About<Fact> =
  | { readonly kind: "forbidden"; readonly by: Incompatibility<Fact> }
  /** The terms that are true where the candidate is chosen. */
  | { readonly kind: "needs"; readonly needs: readonly Term[] };

export type Outcome<Fact> =
  | { readonly kind: "solved"; readonly choices: ReadonlyMap<number, number>; readonly attempts: number }
  | { readonly kind: "conflict"; readonly root: Incompatibility<Fact>; readonly attempts: number }
  | { readonly kind: "gave-up"; readonly attempts: number };

/**
 * PubGrub: conflict-driven search that learns from every dead end, and can tell why there is no solution.
 *
 * 1. Propagate: where all terms of an incompatibility but one hold, that one cannot.
 * 2. Where all of them hold, learn the root of the conflict and go back to where it can be avoided.
 * 3. When nothing more follows, take the next open slot: its last candidate, which is no decision but follows from the
 *    others; or, when there are no such slots, the preferred one of several.
 *
 * What a chosen candidate needs is not stored as incompatibilities but drawn from it at once; these are made for what
 * has a part in a conflict. So a tree without conflicts costs little more than walking it.
 *
 * `attempts` counts as one more than the times that decisions were taken back; beyond `maxAttempts` it gives up.
 */
export function* search<Fact, Wanted, Answer>(
  source: Source<Fact, Wanted, Answer>,
  maxAttempts: number,
): Generator<Wanted, Outcome<Fact>, Answer> {
  const state = new State(source);
  let impossible = state.start();
  while (impossible === undefined) {
    if (state.attempts > maxAttempts) return { kind: "gave-up", attempts: maxAttempts };
    const slot = state.nextOpen();
    if (slot === undefined)
      return { kind: "solved", choices: state.solution.choices(), attempts: state.attempts };
    const candidate = state.preferred(slot);
    const about = source.about(slot, candidate) ?? (yield* source.ask(slot, candidate));
    impossible = state.consider(slot, candidate, about);
  }
  return { kind: "conflict", root: impossible, attempts: state.attempts };
}

class State<Fact> {
  readonly solution: PartialSolution<Fact>;
  attempts = 1;
  private readonly source: Source<Fact, unknown, never>;
  private readonly bySlot: (Incompatibility<Fact>[] | undefined)[] = [];
  private readonly open = new OpenSlots();
  private readonly trouble = new Map<number, number>();
  /** Slots from which conclusions are still to be drawn. */
  private readonly changed = new SlotQueue();
  private wentBack = false;

  constructor(source: Source<Fact, unknown, never>) {
    this.source = source;
    const reasons = new Map<string, Incompatibility<Fact>>();
    this.solution = new PartialSolution(({ slot, candidate }, need) => {
      const key = `${slot} ${candidate} ${need.slot}`;
      const reason = reasons.get(key) ?? source.reason(slot, candidate, need);
      reasons.set(key, reason);
      return reason;
    });
  }

  /** Like all that goes on from here: gives the proof that there is no solution, once there is one. */
  start(): Incompatibility<Fact> | undefined {
    for (const given of this.source.given) {
      if (given.terms.length === 0) return given;
      this.add(given);
      for (const { slot } of given.terms) this.changed.add(slot);
    }
    return this.propagate();
  }

  nextOpen(): number | undefined {
    for (let entry = this.open.pop(); entry !== undefined; entry = this.open.pop()) {
      const { slot, count } = entry;
      const known = this.solution.known(slot);
      if (known?.positive !== true || this.solution.isChosen(slot)) continue;
      if (countOf(countVersions(known.versions)) === count) return slot;
    }
    return undefined;
  }

  preferred(slot: number): number {
    return this.source.preferred(slot, this.allowed(slot));
  }

  consider(slot: number, candidate: number, about: About<Fact>): Incompatibility<Fact> | undefined {
    const against = about.kind === "forbidden" ? [about.by] : this.clashes(slot, candidate, about.needs);
    if (against.length === 0 && about.kind === "needs") return this.choose(slot, candidate, about.needs);
    for (const each of against) this.add(each);
    this.reopen(slot);
    this.changed.add(slot);
    return this.propagate();
  }

  private clashes(slot: number, candidate: number, needs: readonly Term[]): Incompatibility<Fact>[] {
    const clashes: Incompatibility<Fact>[] = [];
    for (const need of needs) {
      if (this.solution.relation(need) !== "contradicts") continue;
      clashes.push(this.source.clash(slot, candidate, need, (other) => this.solution.known(other)));
      if (clashes.length === maxClashes) break;
    }
    return clashes;
  }

  private choose(slot: number, candidate: number, needs: readonly Term[]): Incompatibility<Fact> | undefined {
    if (countVersions(this.allowed(slot)) === 1) this.solution.settle(slot, candidate);
    else {
      if (this.wentBack) this.attempts += 1;
      this.wentBack = false;
      this.solution.decide(slot, candidate);
      this.changed.add(slot);
    }
    const reason = { slot, candidate };
    for (const need of needs) {
      const relation = this.solution.relation(need);
      if (relation === "open") this.derive(need, reason);
      // Nothing contradicted it before, so it speaks of this very slot, or another need did.
      else if (relation === "contradicts") return this.propagate(this.source.reason(slot, candidate, need));
    }
    return this.propagate();
  }

  private allowed(slot: number): VersionSet {
    return this.solution.known(slot)?.versions ?? [];
  }

  private add(incompatibility: Incompatibility<Fact>): void {
    for (const { slot } of incompatibility.terms) {
      const others = this.bySlot[slot];
      if (others !== undefined) others.push(incompatibility);
      else {
        while (this.bySlot.length <= slot) this.bySlot.push(undefined);
        this.bySlot[slot] = [incompatibility];
      }
    }
  }

  /** Draws every conclusion that follows from what changed, and from a conflict where one is known. */
  private propagate(known?: Incompatibility<Fact>): Incompatibility<Fact> | undefined {
    let conflict = known ?? this.concludeAll();
    while (conflict !== undefined) {
      const { learned, decisive, level, involved } = learnFrom(conflict, this.solution);
      if (level < 0) return learned;
      this.goBack(level, involved);
      for (const each of [learned, decisive]) {
        if (each !== conflict) this.add(each);
        const open = this.onlyOpenTerm(each);
        if (open !== undefined && open !== "none") this.derive(inverse(open), each);
      }
      conflict = this.concludeAll();
    }
    return undefined;
  }

  /** Gives the incompatibility that came true, where one did. */
  private concludeAll(): Incompatibility<Fact> | undefined {
    for (let slot = this.changed.take(); slot !== undefined; slot = this.changed.take()) {
      const conflict = this.conclude(this.bySlot[slot]);
      if (conflict !== undefined) return conflict;
    }
    return undefined;
  }

  /** The newest incompatibilities come first: they know most of the conflict at hand. */
  private conclude(about: readonly Incompatibility<Fact>[] = []): Incompatibility<Fact> | undefined {
    for (let at = about.length - 1; at >= 0; at -= 1) {
      const each = about[at];
      if (each === undefined) continue;
      const open = this.onlyOpenTerm(each);
      if (open === "none") return each;
      if (open !== undefined) this.derive(inverse(open), each);
    }
    return undefined;
  }

  private derive(term: Term, cause: Incompatibility<Fact> | Reason): void {
    this.solution.derive(term, cause);
    this.reopen(term.slot);
    this.changed.add(term.slot);
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

  private goBack(level: number, involved: ReadonlySet<number>): void {
    this.wentBack = true;
    this.changed.clear();
    for (const slot of involved) this.trouble.set(slot, (this.trouble.get(slot) ?? 0) + 1);
    for (const slot of this.solution.backtrack(level)) this.reopen(slot);
    for (const slot of involved) this.reopen(slot);
  }

  /** Puts a slot among those that need a candidate, if it does. */
  private reopen(slot: number): void {
    const known = this.solution.known(slot);
    if (known?.positive !== true || this.solution.isChosen(slot)) return;
    this.open.push({ slot, count: countVersions(known.versions), trouble: this.trouble.get(slot) ?? 0 });
  }
}
