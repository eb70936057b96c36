import { indexFormat } from "../../../src/protocol/index.ts";
import { patiently } from "../../attempts.ts";
import type { ArchiveRecord, VersionRecord } from "../../metadata/index.ts";
import { encodeSections, type KindRules } from "../kind.ts";
import { indexDocument } from "./document.ts";

/** Zig packages: one index document, and archives that can be had by their hash. */
export const zigRules: KindRules<"zig"> = {
  kind: "zig",
  viewOf: (base) => `${indexFormat} ${base}`,
  render: (registry, head, versions) =>
    encodeSections("index", `${JSON.stringify(indexDocument(registry.base, head, versions))}\n`),
  prepare: async (registry, version) => {
    await patiently(() => registry.metadata.addArchive(archiveOf(version), undefined));
  },
  factsAfter: (head) => head.facts,
};

function archiveOf(version: VersionRecord<"zig">): ArchiveRecord {
  return {
    hash: version.facts.hash,
    integrity: version.integrity,
    archive: version.archive,
    archiveSizeBytes: version.archiveSizeBytes,
    dependencies: version.facts.dependencies.map((dependency) => dependency.hash),
    addedAt: version.publishedAt,
    isShared: false,
  };
}
