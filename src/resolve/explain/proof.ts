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

/** What is still to be written: all that leads to a step, or its own line. */
type Task =
  | { readonly kind: "prove"; readonly step: Step }
  | {
      readonly kind: "conclude";
      readonly step: Step;
      readonly opening: string;
      readonly reasons: readonly Step[];
    };

class Proof {
  readonly lines: string[] = [];
  private readonly wording: Wording;
  private readonly uses = new Map<Step, number>();
  private readonly lineOf = new Map<Step, number>();

  constructor(root: Step, wording: Wording) {
    this.wording = wording;
    this.countUses(root);
    // An own stack, the next task last: a proof can be deeper than the engine's.
    const tasks: Task[] = [{ kind: "prove", step: root }];
    for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
      if (task.kind === "prove") tasks.push(...this.tasksFor(task.step).reverse());
      else this.conclude(task.step, task.opening, task.reasons);
    }
  }

  private countUses(root: Step): void {
    const open = [root];
    for (let step = open.pop(); step !== undefined; step = open.pop()) {
      const uses = this.uses.get(step) ?? 0;
      this.uses.set(step, uses + 1);
      if (uses === 0 && step.cause instanceof Derived) open.push(step.cause.conflict, step.cause.other);
    }
  }

  /** After these the step's conclusion is the last line. */
  private tasksFor(step: Step): Task[] {
    if (this.lineOf.has(step)) return [];
    if (!(step.cause instanceof Derived))
      return [{ kind: "conclude", step, opening: "Because", reasons: [step] }];
    const causes = [step.cause.conflict, step.cause.other];
    const derived = causes.filter((each) => this.isToProve(each));
    const known = causes.filter((each) => !derived.includes(each));
    const [first, second] = derived;
    if (first === undefined) return [{ kind: "conclude", step, opening: "Because", reasons: known }];
    if (second === undefined) return this.tasksFromOne(step, first, known);
    return [
      { kind: "prove", step: first },
      { kind: "prove", step: second },
      { kind: "conclude", step, opening: "And because", reasons: [first] },
    ];
  }

  /** A derivation that serves this step alone is told together with it: one line less, and as clear. */
  private tasksFromOne(step: Step, derived: Step, known: readonly Step[]): Task[] {
    const parts = derived.cause instanceof Derived ? [derived.cause.conflict, derived.cause.other] : [];
    const [inner, another] = parts.filter((each) => this.isToProve(each));
    const isShort = inner !== undefined && another === undefined && this.uses.get(derived) === 1;
    const isPlain = [...parts, ...known].every((each) => each === inner || !(each.cause instanceof Derived));
    if (isShort && isPlain) {
      const reasons = [...parts.filter((each) => each !== inner), ...known];
      return [
        { kind: "prove", step: inner },
        { kind: "conclude", step, opening: "And because", reasons },
      ];
    }
    return [
      { kind: "prove", step: derived },
      { kind: "conclude", step, opening: "And because", reasons: known },
    ];
  }

  private isToProve(step: Step): boolean {
    return step.cause instanceof Derived && !this.lineOf.has(step);
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
    // Of several versions that pin several, it is not said which pins which.
    const isSame = isSubset(needing.versions, needed.versions);
    if (second.cause.kind === "pinned" && !isSame) return undefined;
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
