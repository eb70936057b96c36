import type { Cause } from "../causes/cause.ts";
import { Derived, type Incompatibility, inverse, isSubset } from "../pubgrub/index.ts";
import { type Clause, clauseOf, clauseText } from "./clause.ts";
import { stepText } from "./step-text.ts";
import { listText, type Wording } from "./wording.ts";

type Step = Incompatibility<Cause>;

/**
 * The whole proof, a numbered line for each step that is worth one:
 *
 *     1. Because http 1.2.0 pins log 0.4.0 and you need log ^0.5, http 1.2.0 cannot be chosen.
 *     2. And because you need http ^1.0, no versions fit together.
 *
 * A line goes on from the one before it, or names the lines that it rests on.
 */
export function proofLines(root: Step, wording: Wording): readonly string[] {
  return new Proof(root, wording).lines;
}

class Proof {
  readonly lines: string[] = [];
  private readonly wording: Wording;
  private readonly uses = new Map<Step, number>();
  private readonly lineOf = new Map<Step, number>();

  constructor(root: Step, wording: Wording) {
    this.wording = wording;
    this.countUses(root);
    if (root.cause instanceof Derived) this.prove(root, root.cause);
    else this.lines.push(`1. Because ${this.say(root)}, ${stepText(root, wording)}.`);
  }

  private countUses(root: Step): void {
    const open = [root];
    for (let step = open.pop(); step !== undefined; step = open.pop()) {
      const uses = this.uses.get(step) ?? 0;
      this.uses.set(step, uses + 1);
      if (uses === 0 && step.cause instanceof Derived) open.push(step.cause.conflict, step.cause.other);
    }
  }

  /** Afterwards the step's conclusion is the last line. */
  private prove(step: Step, { conflict, other }: Derived<Cause>): void {
    const derived = [conflict, other].filter(
      (each) => each.cause instanceof Derived && !this.lineOf.has(each),
    );
    const known = [conflict, other].filter((each) => !derived.includes(each));
    const [first, second] = derived;
    if (first === undefined) this.conclude(step, "Because", known);
    else if (second === undefined) this.proveFromOne(step, first, known);
    else this.proveFromTwo(step, first, second);
  }

  /** A derivation that serves this step alone is told together with it: one line less, and as clear. */
  private proveFromOne(step: Step, derived: Step, known: readonly Step[]): void {
    const cause = derived.cause as Derived<Cause>;
    const parts = [cause.conflict, cause.other];
    const deeper = parts.filter((each) => each.cause instanceof Derived);
    const [inner] = deeper;
    const isShort = deeper.length === 1 && inner !== undefined && !this.lineOf.has(inner);
    if (isShort && this.uses.get(derived) === 1 && known.every(({ cause }) => !(cause instanceof Derived))) {
      this.prove(inner, inner.cause as Derived<Cause>);
      this.conclude(step, "And because", [...parts.filter((each) => each !== inner), ...known]);
      return;
    }
    this.prove(derived, cause);
    this.conclude(step, "And because", known);
  }

  private proveFromTwo(step: Step, first: Step, second: Step): void {
    this.prove(first, first.cause as Derived<Cause>);
    if (!this.lineOf.has(second)) this.prove(second, second.cause as Derived<Cause>);
    this.conclude(step, "And because", [first]);
  }

  private conclude(step: Step, opening: string, reasons: readonly Step[]): void {
    const number = this.lines.length + 1;
    this.lineOf.set(step, number);
    this.lines.push(`${number}. ${opening} ${this.sayAll(reasons)}, ${stepText(step, this.wording)}.`);
  }

  private sayAll(reasons: readonly Step[]): string {
    const [first, second, third] = reasons;
    if (first === undefined || second === undefined || third !== undefined) {
      return listText(reasons.map((each) => this.say(each)));
    }
    return (
      this.chain(first, second) ??
      this.chain(second, first) ??
      this.twoOfOne(first, second) ??
      `${this.say(first)} and ${this.say(second)}`
    );
  }

  /** `http 1.2.0 pins log 0.4.0, which pins bytes 1.0.0`. */
  private chain(first: Step, second: Step): string | undefined {
    const needed = first.terms.find(({ positive }) => !positive);
    const needing = second.terms.find(({ positive }) => positive);
    if (first.cause instanceof Derived || second.cause instanceof Derived) return undefined;
    if (needed === undefined || needing === undefined || needed.slot !== needing.slot) return undefined;
    if (!isSubset(needed.versions, needing.versions)) return undefined;
    const narrowed = second.terms.map((term) => (term === needing ? inverse(needed) : term));
    const { verb, object } = clauseOf({ terms: narrowed, cause: second.cause }, this.wording);
    return `${this.say(first)}, which ${verb} ${object}`;
  }

  /** `you need http ^1.0 and log ^0.5`. */
  private twoOfOne(first: Step, second: Step): string | undefined {
    const [ours, theirs] = [this.clause(first), this.clause(second)];
    if (ours === undefined || ours.subject !== theirs?.subject || ours.verb !== theirs.verb) return undefined;
    return `${clauseText(ours)} and ${theirs.object}`;
  }

  private say(step: Step): string {
    const clause = this.clause(step);
    if (clause !== undefined) return clauseText(clause);
    const line = this.lineOf.get(step);
    return `${stepText(step, this.wording)}${line === undefined ? "" : ` (${line})`}`;
  }

  private clause({ terms, cause }: Step): Clause | undefined {
    return cause instanceof Derived ? undefined : clauseOf({ terms, cause }, this.wording);
  }
}
