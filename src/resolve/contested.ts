import type { Cause } from "./causes/cause.ts";
import { areDisjoint, type Given, type Term } from "./pubgrub/index.ts";

/**
 * The slots of which a proof needs different versions: those where a pin met another choice, where two roots ask for
 * different versions, and where one release pins two. All others only lead there.
 */
export function contestedSlots(facts: readonly Given<Cause>[]): ReadonlySet<number> {
  const contested = new Set<number>();
  const before = new Map<number, Asking[]>();
  for (const { terms, cause } of facts) {
    const to = terms.find(({ positive }) => !positive);
    if (to === undefined || cause.kind === "needs-zig") continue;
    const asking = { from: terms.find(({ positive }) => positive), to };
    const others = before.get(to.slot) ?? [];
    const isContested = cause.kind === "pinned" && cause.isContested;
    if (isContested || others.some((other) => cannotBothBe(asking, other))) contested.add(to.slot);
    before.set(to.slot, [...others, asking]);
  }
  return contested;
}

/** Who asks, none for the project itself; and for what. */
interface Asking {
  readonly from: Term | undefined;
  readonly to: Term;
}

function cannotBothBe(a: Asking, b: Asking): boolean {
  const isOneSource =
    a.from === undefined
      ? b.from === undefined
      : a.from.slot === b.from?.slot && !areDisjoint(a.from.versions, b.from.versions);
  return isOneSource && areDisjoint(a.to.versions, b.to.versions);
}
