import { versionKey } from "../../../src/protocol/index.ts";
import { patiently } from "../../attempts.ts";
import type { Registry } from "../../registry.ts";
import type { ArchiveCache, ServedArchive } from "../archives.ts";
import { zigPackage } from "../package-id.ts";

/** What can be downloaded of Zig packages. */
export interface ZigArchives {
  byVersion(name: string, version: string): Promise<ServedArchive | undefined>;
  byHash(hash: string): Promise<ServedArchive | undefined>;
}

export function zigArchives(registry: Registry, cache: ArchiveCache): ZigArchives {
  return {
    byVersion: (name, version) =>
      cache.get(`zig:${name}@${version}`, async () => {
        const id = zigPackage(name);
        const record = await patiently(() => registry.metadata.version(id, versionKey(version), "recent"));
        // One address for one archive: other spellings of name and version are none.
        if (record?.version !== version || !record.facts.hash.startsWith(`${name}-`)) return undefined;
        return { blob: record.archive, sizeBytes: record.archiveSizeBytes, modified: record.publishedAt };
      }),
    byHash: (hash) =>
      cache.get(hash, async () => {
        const record = await patiently(() => registry.metadata.archive(hash, "recent"));
        if (record === undefined) return undefined;
        return { blob: record.archive, sizeBytes: record.archiveSizeBytes, modified: record.addedAt };
      }),
  };
}
