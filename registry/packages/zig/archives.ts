import { versionKey } from "../../../src/protocol/index.ts";
import { isPrivate } from "../../accounts/index.ts";
import { patiently } from "../../attempts.ts";
import type { PackageHead } from "../../metadata/index.ts";
import type { Registry } from "../../registry.ts";
import type { ArchiveCache, ServedArchive } from "../archives.ts";
import type { Documents } from "../documents.ts";
import { packageOfHash, zigPackage } from "../package-id.ts";

/** What can be downloaded of Zig packages, by those who see them. */
export interface ZigArchives {
  byVersion(name: string, version: string, sees: Sees): Promise<FoundZigArchive | undefined>;
  byHash(hash: string, sees: Sees): Promise<FoundZigArchive | undefined>;
}

/** Whether whoever asks may see a package. */
export type Sees = (head: PackageHead<"zig">) => Promise<boolean>;

export interface FoundZigArchive {
  readonly archive: ServedArchive;
  /** True where others do not get it. */
  readonly isPrivate: boolean;
}

export function zigArchives(
  registry: Registry,
  cache: ArchiveCache,
  documents: Documents<"zig">,
): ZigArchives {
  return {
    async byVersion(name, version, sees) {
      const id = zigPackage(name);
      const head = await documents.head(id);
      if (head === undefined || !(await sees(head))) return undefined;
      const archive = await cache.get(`zig:${name}@${version}`, async () => {
        const record = await patiently(() => registry.metadata.version(id, versionKey(version), "recent"));
        // One address for one archive: other spellings of name and version are none.
        if (record?.version !== version || !record.facts.hash.startsWith(`${name}-`)) return undefined;
        return { blob: record.archive, sizeBytes: record.archiveSizeBytes, modified: record.publishedAt };
      });
      return archive && { archive, isPrivate: isPrivate(head) };
    },

    async byHash(hash, sees) {
      const head = await documents.head(packageOfHash(hash));
      if (head !== undefined && (await sees(head))) {
        const archive = await cache.get(hash, () => find(hash));
        return archive && { archive, isPrivate: isPrivate(head) };
      }
      // Who does not see the package of that name, or where there is none, gets what is shared; that stays so.
      const shared = await cache.get(`shared ${hash}`, () => find(hash, { onlyShared: true }));
      return shared && { archive: shared, isPrivate: false };
    },
  };

  async function find(hash: string, { onlyShared = false } = {}) {
    const record = await patiently(() => registry.metadata.archive(hash, "recent"));
    if (record === undefined || (onlyShared && !record.isShared)) return undefined;
    return { blob: record.archive, sizeBytes: record.archiveSizeBytes, modified: record.addedAt };
  }
}
