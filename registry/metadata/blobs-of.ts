import type { BlobKey } from "../blobs/index.ts";
import type { VersionFacts, VersionRecord } from "./metadata.ts";

/** The blobs that a version points to. */
export function blobsOf({ archive, facts }: Pick<VersionRecord, "archive" | "facts">): readonly BlobKey[] {
  return [archive, ...blobsOfFacts(facts)];
}

function blobsOfFacts(facts: VersionFacts[keyof VersionFacts]): readonly BlobKey[] {
  if (!("manifest" in facts)) return [];
  return [facts.readme, facts.attestations?.blob].filter((key) => key !== undefined);
}

/** All blobs that somebody points to. What was published here is nowhere else; documents and what upstream has are. */
export function inUse(
  own: readonly BlobKey[],
  others: readonly BlobKey[],
): ReadonlyMap<BlobKey, "only copy" | "had again"> {
  return new Map([
    ...others.map((key) => [key, "had again"] as const),
    ...own.map((key) => [key, "only copy"] as const),
  ]);
}
