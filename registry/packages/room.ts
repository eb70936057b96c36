import { patiently } from "../attempts.ts";
import { registryError } from "../errors.ts";
import type { PackageHead, VersionRecord } from "../metadata/index.ts";
import type { Registry } from "../registry.ts";
import { factsTogetherBytes, versionCount, versionOverheadBytes } from "./limits.ts";

/**
 * Makes sure that a package has room for another version. All of them stand in each of its documents, which somebody
 * who may publish could otherwise let grow until rendering them takes all memory, again after every start.
 * Throws PACKAGE_FULL.
 */
export async function checkRoom(registry: Registry, head: PackageHead): Promise<void> {
  const versions = await patiently(() => registry.metadata.versions(head, "fresh"));
  const sizeBytes = versions.reduce((sum, version) => sum + shownBytes(version), 0);
  if (versions.length < versionCount && sizeBytes < factsTogetherBytes) return;
  throw registryError("PACKAGE_FULL", {
    message: `\`${head.name}\` has ${versions.length} versions, and its documents would become too large with another`,
    hint: "go on under another name; and keep what is generated out of package.json",
  });
}

/** About as much as a version takes in the largest document of its package. */
function shownBytes({ facts, removed }: VersionRecord): number {
  if (removed) return 0;
  return versionOverheadBytes + ("manifest" in facts ? facts.manifest : JSON.stringify(facts)).length;
}
