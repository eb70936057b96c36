import { countedResults, reachableResults } from "./limits.ts";
import { tierOf } from "./match.ts";
import { type SearchEntry, type SearchIndex, tiers } from "./search-index.ts";
import { standingOf } from "./standing.ts";

/** A search index in memory, for tests: it looks at every entry. */
export function memorySearch(): SearchIndex {
  const entries = new Map<string, SearchEntry>();
  let whole = false;
  return {
    async put(entry) {
      const key = `${entry.kind} ${entry.key}`;
      if ((entries.get(key)?.revision ?? 0) > entry.revision) return;
      entries.delete(key);
      entries.set(key, entry);
    },
    async remove(kind, key) {
      entries.delete(`${kind} ${key}`);
    },
    async find(query) {
      const { from, size } = query;
      // What was put last comes first among equals.
      const found = [...entries.values()].reverse().flatMap((entry) => {
        const tier = tierOf(entry, query);
        return tier === undefined ? [] : [{ entry, tier }];
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
}
