import type { Asking, Catalogue } from "./catalogue.ts";
import type { Cause } from "./causes/cause.ts";
import type { Conditions } from "./conditions.ts";
import type { Demand } from "./demand.ts";
import { resolveError } from "./errors.ts";
import { maxAttempts } from "./limits.ts";
import { PackageSource } from "./package-source.ts";
import { type Incompatibility, search } from "./pubgrub/index.ts";
import type { Slots } from "./slots.ts";

/** What the search is to find. */
export interface Task {
  readonly catalogue: Catalogue;
  readonly demands: readonly Demand[];
  readonly conditions: Conditions;
  /** Hashes that are taken before others where they fit: the lockfile's. */
  readonly favoured: ReadonlySet<string>;
}

export type Attempt =
  | { readonly kind: "solved"; readonly chosen: readonly string[]; readonly attempts: number }
  | ({ readonly kind: "conflict"; readonly attempts: number } & Conflict);

/** Why nothing fits: the end of a proof, and the slots that its terms speak of. */
export interface Conflict {
  readonly root: Incompatibility<Cause>;
  readonly slots: Slots;
}

/** Every package may come in several versions, or none may. */
export const nothingTogether = () => false;
export const everythingTogether = () => true;

/**
 * One search: a release for each demand, in their order. Of the packages that `together` names, all of the tree's
 * pins and demands take the same version.
 *
 * Throws RESOLVE_TOO_HARD.
 */
export function* attempt(task: Task, together: (identity: string) => boolean): Asking<Attempt> {
  const { catalogue, demands, conditions, favoured } = task;
  const source = new PackageSource(catalogue, demands, conditions, { together, favoured });
  yield* catalogue.reach(source.likely());
  const outcome = yield* search(source, maxAttempts);
  if (outcome.kind === "gave-up") {
    throw resolveError("RESOLVE_TOO_HARD", {
      message: `found no versions that fit together within ${outcome.attempts} attempts`,
      hint: "narrow the ranges in pantry.toml, so that there is less to try",
    });
  }
  const { attempts } = outcome;
  if (outcome.kind === "conflict")
    return { kind: "conflict", root: outcome.root, slots: source.slots, attempts };
  const chosen = source.demanded.map((slot) => {
    const index = outcome.decisions.get(slot);
    if (index === undefined) throw new Error(`nothing was chosen for slot ${slot}`);
    return source.slots.candidate({ slot, index }).hash;
  });
  return { kind: "solved", chosen, attempts };
}
