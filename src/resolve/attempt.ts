import type { Asking, Catalogue } from "./catalogue.ts";
import type { Cause } from "./causes/cause.ts";
import type { Conditions } from "./conditions.ts";
import type { Demand } from "./demand.ts";
import type { Package } from "./package.ts";
import { PackageSource } from "./package-source.ts";
import { type Incompatibility, search } from "./pubgrub/index.ts";
import type { Identity } from "./shelf.ts";
import type { Slots } from "./slots.ts";

/** What the search is to find. */
export interface Task {
  readonly catalogue: Catalogue;
  readonly demands: readonly Demand[];
  readonly conditions: Conditions;
  /** Hashes that are taken before others where they fit: the lockfile's. */
  readonly favoured: ReadonlySet<string>;
  readonly maxAttempts: number;
}

export type Attempt =
  | { readonly kind: "solved"; readonly chosen: readonly Package[]; readonly attempts: number }
  | ({ readonly kind: "conflict"; readonly attempts: number } & Conflict)
  | { readonly kind: "gave-up"; readonly attempts: number };

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
 */
export function* attempt(task: Task, together: (identity: Identity) => boolean): Asking<Attempt> {
  const { catalogue, demands, conditions, favoured, maxAttempts } = task;
  const source = new PackageSource(catalogue, demands, conditions, { together, favoured });
  yield* catalogue.foresee(source.likely());
  const outcome = yield* search(source, maxAttempts);
  const { attempts } = outcome;
  if (outcome.kind === "gave-up") return outcome;
  if (outcome.kind === "conflict")
    return { kind: "conflict", root: outcome.root, slots: source.slots, attempts };
  const chosen = source.demanded.map((slot) => {
    const index = outcome.choices.get(slot);
    if (index === undefined) throw new Error(`nothing was chosen for slot ${slot}`);
    return catalogue.look(source.slots.candidate({ slot, index }));
  });
  return { kind: "solved", chosen, attempts };
}
