import type { Incompatibility } from "./incompatibility.ts";
import { both, chosenFrom, type Relation, relation, type Term } from "./term.ts";
import { oneVersion } from "./version-set.ts";

/** One step on the way to a solution: a decision, or what follows from an incompatibility. */
export interface Assignment<Fact> {
  readonly term: Term;
  /** The term together with every earlier one of its slot. */
  readonly known: Term;
  /** How many decisions were made before or with it. */
  readonly level: number;
  /** Its place among all assignments. */
  readonly index: number;
  /** Undefined for a decision. */
  readonly cause: Incompatibility<Fact> | undefined;
}

/** The assignments so far, in order. Invariant: no slot's `known` is an empty choice. */
export class PartialSolution<Fact> {
  /** A slot's assignments, oldest first. */
  private readonly bySlot: Assignment<Fact>[][] = [];
  private readonly slots: number[] = [];
  private readonly decided = new Map<number, number>();

  get level(): number {
    return this.decided.size;
  }

  /** The chosen candidate of each decided slot. */
  get decisions(): ReadonlyMap<number, number> {
    return this.decided;
  }

  isDecided(slot: number): boolean {
    return this.decided.has(slot);
  }

  /** What is known of a slot; undefined where nothing is. */
  known(slot: number): Term | undefined {
    return this.bySlot[slot]?.at(-1)?.known;
  }

  relation(term: Term): Relation {
    const known = this.known(term.slot);
    return known === undefined ? "open" : relation(known, term);
  }

  decide(slot: number, version: number): void {
    this.decided.set(slot, version);
    this.assign(chosenFrom(slot, oneVersion(version)), undefined);
  }

  derive(term: Term, cause: Incompatibility<Fact>): void {
    this.assign(term, cause);
  }

  /** The first assignment with which the term became true. A slot's assignments only ever narrow. */
  satisfier(term: Term): Assignment<Fact> {
    const found = this.bySlot[term.slot]?.find(({ known }) => relation(known, term) === "satisfies");
    if (found === undefined) throw new Error("a term that is not satisfied has no satisfier");
    return found;
  }

  /** Takes back what was assigned above a level. Gives the slots concerned. */
  backtrack(level: number): Set<number> {
    const concerned = new Set<number>();
    for (let slot = this.slots.at(-1); slot !== undefined; slot = this.slots.at(-1)) {
      const assignments = this.bySlot[slot] ?? [];
      const last = assignments.at(-1);
      if (last === undefined || last.level <= level) break;
      assignments.pop();
      this.slots.pop();
      concerned.add(slot);
      if (last.cause === undefined) this.decided.delete(slot);
    }
    return concerned;
  }

  private assign(term: Term, cause: Incompatibility<Fact> | undefined): void {
    while (this.bySlot.length <= term.slot) this.bySlot.push([]);
    const assignments = this.bySlot[term.slot] ?? [];
    const before = assignments.at(-1);
    const known = before === undefined ? term : both(before.known, term);
    assignments.push({ term, known, level: this.level, index: this.slots.length, cause });
    this.slots.push(term.slot);
  }
}
