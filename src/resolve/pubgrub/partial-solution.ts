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
  /** Undefined for a decision. A reason becomes an incompatibility when somebody wants to see it. */
  cause: Incompatibility<Fact> | Reason | undefined;
  /** The one before it in its slot. */
  readonly before: Assignment<Fact> | undefined;
}

/** Something is true because a candidate was chosen that needs it. */
export interface Reason {
  readonly slot: number;
  readonly candidate: number;
}

/** The assignments so far, in order. Invariant: no slot's `known` is an empty choice. */
export class PartialSolution<Fact> {
  private readonly all: Assignment<Fact>[] = [];
  private readonly latest: (Assignment<Fact> | undefined)[] = [];
  private readonly chosen: (number | undefined)[] = [];
  private readonly incompatibilityFor: (reason: Reason, need: Term) => Incompatibility<Fact>;
  private level = 0;

  constructor(incompatibilityFor: (reason: Reason, need: Term) => Incompatibility<Fact>) {
    this.incompatibilityFor = incompatibilityFor;
  }

  /** The candidate of each slot that has one. */
  choices(): ReadonlyMap<number, number> {
    const choices = new Map<number, number>();
    for (const [slot, version] of this.chosen.entries())
      if (version !== undefined) choices.set(slot, version);
    return choices;
  }

  isChosen(slot: number): boolean {
    return this.chosen[slot] !== undefined;
  }

  /** What is known of a slot; undefined where nothing is. */
  known(slot: number): Term | undefined {
    return this.latest[slot]?.known;
  }

  relation(term: Term): Relation {
    const known = this.known(term.slot);
    return known === undefined ? "open" : relation(known, term);
  }

  /** Chooses one of several candidates: what follows from it is taken back when it is. */
  decide(slot: number, version: number): void {
    this.level += 1;
    this.assign(chosenFrom(slot, oneVersion(version)), undefined);
    this.chosen[slot] = version;
  }

  /**
   * Takes the only candidate that is left: that is no decision, and stands as long as what led to it. So what follows
   * from it may not stand less long: it is to be settled before the next decision.
   */
  settle(slot: number, version: number): void {
    if (this.latest[slot]?.level !== this.level) throw new Error(`slot ${slot} was settled too late`);
    this.chosen[slot] = version;
  }

  derive(term: Term, cause: Incompatibility<Fact> | Reason): void {
    this.assign(term, cause);
  }

  /** Undefined for a decision. */
  causeOf(assignment: Assignment<Fact>): Incompatibility<Fact> | undefined {
    const { cause, term } = assignment;
    if (cause === undefined || "terms" in cause) return cause;
    const known = this.incompatibilityFor(cause, term);
    assignment.cause = known;
    return known;
  }

  /** The first assignment with which the term became true. A slot's assignments only ever narrow. */
  satisfier(term: Term): Assignment<Fact> {
    let found: Assignment<Fact> | undefined;
    for (let each = this.latest[term.slot]; each !== undefined; each = each.before) {
      if (relation(each.known, term) !== "satisfies") break;
      found = each;
    }
    if (found === undefined) throw new Error("a term that is not satisfied has no satisfier");
    return found;
  }

  /** Takes back what was assigned above a level. Gives the slots concerned. */
  backtrack(level: number): ReadonlySet<number> {
    const concerned = new Set<number>();
    for (let last = this.all.at(-1); last !== undefined && last.level > level; last = this.all.at(-1)) {
      const { slot } = last.term;
      this.all.pop();
      this.latest[slot] = last.before;
      this.chosen[slot] = undefined;
      concerned.add(slot);
    }
    this.level = level;
    return concerned;
  }

  private assign(term: Term, cause: Assignment<Fact>["cause"]): void {
    const { slot } = term;
    while (this.latest.length <= slot) this.latest.push(undefined);
    const before = this.latest[slot];
    const known = before === undefined ? term : narrowed(before.known, term);
    const assignment = { term, known, level: this.level, index: this.all.length, cause, before };
    this.latest[slot] = assignment;
    this.all.push(assignment);
  }
}

/** `both`, without making a term that is there already. */
function narrowed(known: Term, term: Term): Term {
  if (relation(known, term) === "satisfies") return known;
  return relation(term, known) === "satisfies" ? term : both(known, term);
}
