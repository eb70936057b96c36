import { setImmediate as nextTurn } from "node:timers/promises";
import { patiently } from "../attempts.ts";
import type { PackageId } from "../metadata/index.ts";
import type { Registry } from "../registry.ts";
import { reindexStep } from "./limits.ts";

/**
 * Walks all packages and gives each to `renew`, which puts its entry. What changes meanwhile puts its own entry, and
 * the later revision stays. Gives the number of packages; undefined where it was stopped before its end.
 */
export async function reindex(
  { metadata, search }: Pick<Registry, "metadata" | "search">,
  renew: (id: PackageId) => Promise<void>,
  signal?: AbortSignal,
): Promise<number | undefined> {
  let count = 0;
  let after: PackageId | undefined;
  do {
    const last: PackageId | undefined = after;
    const ids = await patiently(() => metadata.packages(last, reindexStep));
    for (const id of ids) {
      if (signal?.aborted === true) return undefined;
      await renew(id);
      await nextTurn();
    }
    count += ids.length;
    after = ids.at(-1);
  } while (after !== undefined);
  await patiently(() => search.setWhole());
  return count;
}
