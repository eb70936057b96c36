import {
  type Attempt,
  attempt,
  type Conflict,
  everythingTogether,
  nothingTogether,
  type Task,
} from "./attempt.ts";
import type { Asking } from "./catalogue.ts";
import { contestedSlots } from "./contested.ts";
import { maxRelaxations, maxTightenings } from "./limits.ts";
import { factsBelow } from "./pubgrub/index.ts";
import { compareIdentities, type Identity } from "./shelf.ts";

/**
 * Choices with as few duplicated packages as a proof can show to be needed:
 *
 * 1. Ask for none at all.
 * 2. Where that is a conflict, let the packages that it is about come in several versions, and ask again.
 * 3. Take these liberties back one by one, where the others are enough.
 *
 * A conflict that is not about duplicates comes back as it is; where the search takes too long, all are allowed.
 */
export function* avoidDuplicates(task: Task): Asking<Attempt> {
  const relaxed = new Set<Identity>();
  let result = yield* attempt(task, everythingTogether);
  for (let round = 0; result.kind === "conflict"; round += 1) {
    if (round === maxRelaxations) return yield* attempt(task, nothingTogether);
    const contested = contestedBy(result);
    if (contested.length === 0) return result;
    for (const identity of contested) relaxed.add(identity);
    result = yield* attempt(task, (identity) => !relaxed.has(identity));
  }
  if (result.kind === "gave-up") return yield* attempt(task, nothingTogether);
  if (relaxed.size < 2) return result;
  for (const identity of [...relaxed].sort(compareIdentities).slice(0, maxTightenings)) {
    const without = yield* attempt(task, (each) => each === identity || !relaxed.has(each));
    if (without.kind === "gave-up") break;
    if (without.kind !== "solved") continue;
    relaxed.delete(identity);
    result = without;
  }
  return result;
}

/** The packages that the proof needs to be in one version and cannot have so. */
function contestedBy({ root, slots }: Conflict): Identity[] {
  const identities = [...contestedSlots(factsBelow(root))].map((slot) => slots.get(slot).identity);
  return [...new Set(identities.filter((identity) => identity !== undefined))];
}
