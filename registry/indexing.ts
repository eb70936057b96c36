import { renewEntry } from "./packages/index.ts";
import type { Registry } from "./registry.ts";
import { reindex } from "./search/index.ts";

/** Fills a search index that is new with the packages that were there before it, while requests are answered. */
export function fillNewIndex(registry: Registry): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const run = async () => {
    if (await registry.search.isWhole()) return;
    const count = await reindex(registry, (id) => renewEntry(registry, id), stopping.signal);
    if (count !== undefined && count > 0)
      registry.log({ level: "info", event: "reindexed", packages: count });
  };
  const running = run().catch((error: unknown) => {
    registry.log({ level: "error", event: "reindex-failed", why: String(error) });
  });
  return {
    stop() {
      stopping.abort();
      return running;
    },
  };
}
