import { versionKey } from "../../src/protocol/index.ts";
import { patiently } from "../attempts.ts";
import type { BlobKey } from "../blobs/index.ts";
import { ByteCache } from "../byte-cache.ts";
import type { Registry } from "../registry.ts";
import { cacheBytes, cachedArchiveBytes } from "./limits.ts";
import { zigPackage } from "./package-id.ts";

/** An archive as it is served. */
export interface ServedArchive {
  readonly blob: BlobKey;
  readonly sizeBytes: number;
  readonly modified: string;
  /** Where it is small; a larger one is read from the blobs as a stream. */
  readonly bytes: Buffer | undefined;
}

/** What can be downloaded. An archive never changes, so what was found once is kept. */
export interface Archives {
  byVersion(name: string, version: string): Promise<ServedArchive | undefined>;
  byHash(hash: string): Promise<ServedArchive | undefined>;
}

export function createArchives(registry: Registry): Archives {
  const cache = new ByteCache<ServedArchive>(cacheBytes);

  const cached = async (key: string, find: () => Promise<Found | undefined>) => {
    const known = cache.get(key);
    if (known !== undefined) return known;
    const found = await find();
    if (found === undefined) return undefined;
    const bytes =
      found.sizeBytes <= cachedArchiveBytes
        ? await patiently(() => registry.blobs.get(found.blob))
        : undefined;
    const archive = { ...found, bytes };
    cache.set(key, archive, bytes?.length ?? 0);
    return archive;
  };

  return {
    byVersion: (name, version) =>
      cached(`${name}@${version}`, async () => {
        const id = zigPackage(name);
        const record = await patiently(() => registry.metadata.version(id, versionKey(version), "recent"));
        // One address for one archive: other spellings of name and version are none.
        if (record?.version !== version || !record.hash.startsWith(`${name}-`)) return undefined;
        return { blob: record.archive, sizeBytes: record.archiveSizeBytes, modified: record.publishedAt };
      }),
    byHash: (hash) =>
      cached(hash, async () => {
        const record = await patiently(() => registry.metadata.archive(hash, "recent"));
        if (record === undefined) return undefined;
        return { blob: record.archive, sizeBytes: record.archiveSizeBytes, modified: record.addedAt };
      }),
  };
}

type Found = Omit<ServedArchive, "bytes">;
