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
