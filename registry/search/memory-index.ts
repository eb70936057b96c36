import { countedResults, reachableResults } from "./limits.ts";
import { tierOf } from "./match.ts";
import { type SearchEntry, type SearchIndex, tiers } from "./search-index.ts";
import { standingOf } from "./standing.ts";

/** A search index in memory, for tests: it looks at every entry. */
export function memorySearch(): SearchIndex {
  /** A package that was taken out has its revision alone. */
  const entries = new Map<string, { readonly revision: number; readonly entry: SearchEntry | undefined }>();
  let whole = false;
  return {
    async put(entry) {
      replace(`${entry.kind} ${entry.key}`, entry.revision, entry);
    },
    async remove(kind, key, revision) {
      replace(`${kind} ${key}`, revision, undefined);
    },
    async find(query) {
      const { from, size } = query;
      // What was put last comes first among equals.
      const found = [...entries.values()].reverse().flatMap(({ entry }) => {
        const tier = entry && tierOf(entry, query);
        return entry === undefined || tier === undefined ? [] : [{ entry, tier }];
      });
      found.sort(
        (a, b) => tiers.indexOf(a.tier) - tiers.indexOf(b.tier) || standingOf(b.entry) - standingOf(a.entry),
      );
      const results = found.slice(from, Math.min(from + size, reachableResults));
      return { total: Math.min(found.length, countedResults), results };
    },
    async isWhole() {
      return whole;
    },
    async setWhole() {
      whole = true;
    },
    async close() {},
  };

  function replace(key: string, revision: number, entry: SearchEntry | undefined): void {
    if ((entries.get(key)?.revision ?? 0) > revision) return;
    entries.delete(key);
    entries.set(key, { revision, entry });
  }
}
