import type { Access, IndexDependency } from "../../../src/protocol/index.ts";
import { isPrivate, mayUserRead } from "../../accounts/index.ts";
import { patiently } from "../../attempts.ts";
import { registryError } from "../../errors.ts";
import type { ArchiveRecord, PackageHead } from "../../metadata/index.ts";
import type { Registry } from "../../registry.ts";
import { freshHead } from "../head.ts";
import { closureCount, missingShown } from "../limits.ts";
import { packageOfHash } from "../package-id.ts";

/**
 * Makes sure that whoever sees a version can have everything that it depends on, over any number of steps: from this
 * registry, so that it can be installed after every other address is dead; and for good, so what it needs of other
 * packages is shared from now on, whatever becomes of them.
 *
 * Throws DEPENDENCY_UNAVAILABLE for what the registry has not, or not for this user, and DEPENDENCY_PRIVATE for what
 * the user sees and others do not, where the package is public. Names what is missing.
 */
export async function checkAvailable(
  registry: Registry,
  user: string,
  dependencies: readonly IndexDependency[],
  access: Access,
): Promise<void> {
  const wanted = new Map(dependencies.map(({ name, hash }) => [hash, `\`${name}\``]));
  const missing: string[] = [];
  const hidden: string[] = [];
  const unshared: ArchiveRecord[] = [];
  // A Map that grows while it is walked gives its new entries too.
  for (const [hash, neededAs] of wanted) {
    const archive = await patiently(() => registry.metadata.archive(hash, "fresh"));
    const owner = archive && (await ownerOf(registry, archive));
    if (archive === undefined || (owner !== undefined && !(await mayUserRead(registry, user, owner)))) {
      missing.push(`${neededAs} (${hash})`);
      continue;
    }
    if (owner !== undefined && isPrivate(owner)) hidden.push(`${neededAs} (${hash})`);
    else if (owner !== undefined) unshared.push(archive);
    for (const next of archive.dependencies) {
      if (!wanted.has(next)) wanted.set(next, `needed by ${neededAs}`);
    }
    if (wanted.size > closureCount) throw tooMany();
  }
  if (missing.length > 0) {
    throw registryError("DEPENDENCY_UNAVAILABLE", {
      message: `the registry has no archive of ${missing.length} of its dependencies: ${shown(missing)}`,
      hint: "`pantry publish` brings them along: they are sent before the version",
    });
  }
  if (access === "public" && hidden.length > 0) {
    throw registryError("DEPENDENCY_PRIVATE", {
      message: `the package is public, and nobody else could build it: it depends on what is private: ${shown(hidden)}`,
      hint: "publish it with `--access restricted`, or what it depends on with `--access public` first",
    });
  }
  for (const archive of unshared) {
    await patiently(() => registry.metadata.addArchive({ ...archive, isShared: true }, undefined));
  }
}

/** The package that decides who may have an archive; undefined for what everybody may. */
export async function ownerOf(
  registry: Registry,
  { hash, isShared }: ArchiveRecord,
): Promise<PackageHead<"zig"> | undefined> {
  return isShared ? undefined : freshHead(registry, packageOfHash(hash));
}

function shown(packages: readonly string[]): string {
  const more = packages.length - missingShown;
  return packages.slice(0, missingShown).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function tooMany() {
  return registryError("MANIFEST_REFUSED", {
    message: `the package needs more than ${closureCount} packages in all`,
    hint: "depend on less",
  });
}
