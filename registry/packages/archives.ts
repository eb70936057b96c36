import { patiently } from "../attempts.ts";
import type { BlobKey } from "../blobs/index.ts";
import { ByteCache } from "../byte-cache.ts";
import type { Registry } from "../registry.ts";
import { cacheBytes, cachedArchiveBytes } from "./limits.ts";

/** An archive as it is served. */
export interface ServedArchive extends FoundArchive {
  /** Where it is small; a larger one is read from the blobs as a stream. */
  readonly bytes: Buffer | undefined;
}

export interface FoundArchive {
  readonly blob: BlobKey;
  readonly sizeBytes: number;
  readonly modified: string;
}

/** Archives in memory. One never changes, so what was found once under a name is kept. */
export interface ArchiveCache {
  get(name: string, find: () => Promise<FoundArchive | undefined>): Promise<ServedArchive | undefined>;
}

export function createArchiveCache(registry: Registry): ArchiveCache {
  const cache = new ByteCache<ServedArchive>(cacheBytes);
  return {
    async get(name, find) {
      const known = cache.get(name);
      if (known !== undefined) return known;
      const found = await find();
      if (found === undefined) return undefined;
      const bytes =
        found.sizeBytes <= cachedArchiveBytes
          ? await patiently(() => registry.blobs.get(found.blob))
          : undefined;
      const archive = { ...found, bytes };
      cache.set(name, archive, bytes?.length ?? 0);
      return archive;
    },
  };
}
