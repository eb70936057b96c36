import { addressOf, type IndexDocument, indexFormat, paths } from "../../../src/protocol/index.ts";
import type { PackageHead, VersionRecord } from "../../metadata/index.ts";

/** What the index document of a package says, for the address that clients know the registry by. */
export function indexDocument(
  base: string,
  head: PackageHead<"zig">,
  versions: readonly VersionRecord<"zig">[],
): IndexDocument {
  return {
    format: indexFormat,
    name: head.name,
    revision: head.revision,
    modified: head.modified,
    owners: head.owners,
    access: head.facts.access === "public" ? undefined : head.facts.access,
    versions: versions.map((record) => ({
      version: record.version,
      hash: record.facts.hash,
      integrity: record.integrity,
      signatures: record.facts.signatures,
      archive: addressOf(base, paths.zigArchive(head.name, record.version)),
      archiveSizeBytes: record.archiveSizeBytes,
      unpackedSizeBytes: record.facts.unpackedSizeBytes,
      fileCount: record.facts.fileCount,
      fingerprint: record.facts.fingerprint,
      minimumZigVersion: record.facts.minimumZigVersion,
      testedZigVersions: record.facts.testedZigVersions,
      modules: record.facts.modules,
      artifacts: record.facts.artifacts,
      dependencies: record.facts.dependencies,
      about: record.facts.about,
      publishedAt: record.publishedAt,
      yanked: record.yanked,
      deprecated: record.deprecated,
    })),
  };
}
