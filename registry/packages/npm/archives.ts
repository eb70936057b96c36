import { npmTarballFile, versionInTarballFile } from "../../../src/protocol/index.ts";
import { patiently } from "../../attempts.ts";
import { ByteCache } from "../../byte-cache.ts";
import { recentBoundMs, type VersionRecord } from "../../metadata/index.ts";
import type { Registry } from "../../registry.ts";
import type { ArchiveCache, ServedArchive } from "../archives.ts";
import { knownBytes } from "../limits.ts";
import { npmPackage } from "./claim.ts";

/** What can be downloaded of npm packages. */
export interface NpmArchives {
  /**
   * The tarball at `NAME/-/FILE`. A version that was removed is gone after `recentBoundMs`. Whether the package is
   * spelt so, and who may read it, is not asked here.
   */
  byFile(name: string, file: string): Promise<ServedArchive | undefined>;
}

export function npmArchives(registry: Registry, cache: ArchiveCache): NpmArchives {
  const seen = new ByteCache<{ readonly record: VersionRecord<"npm"> | undefined; readonly at: number }>(
    knownBytes,
  );

  const recentVersion = async (name: string, version: string) => {
    const key = `${name}@${version}`;
    const now = registry.now().getTime();
    const known = seen.get(key);
    if (known !== undefined && now - known.at < recentBoundMs) return known.record;
    const record = await patiently(() => registry.metadata.version(npmPackage(name), version, "recent"));
    seen.set(key, { record, at: now }, record?.facts.manifest.length ?? 0);
    return record;
  };

  return {
    async byFile(name, file) {
      const version = versionInTarballFile(name, file);
      const record = version === undefined ? undefined : await recentVersion(name, version);
      if (record === undefined || record.removed) return undefined;
      return cache.get(`npm:${name}/${npmTarballFile(name, record.version)}`, async () => ({
        blob: record.archive,
        sizeBytes: record.archiveSizeBytes,
        modified: record.publishedAt,
      }));
    },
  };
}
