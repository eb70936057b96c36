import type { IndexDependency } from "../../../src/protocol/index.ts";
import { patiently } from "../../attempts.ts";
import { registryError } from "../../errors.ts";
import type { Registry } from "../../registry.ts";
import { closureCount, missingShown } from "../limits.ts";

/**
 * Makes sure that this registry has the archive of everything that a version depends on, over any number of steps:
 * then it can be installed after every other address is dead. Throws DEPENDENCY_UNAVAILABLE and names what is missing.
 */
export async function checkAvailable(
  registry: Registry,
  dependencies: readonly IndexDependency[],
): Promise<void> {
  const wanted = new Map(dependencies.map(({ name, hash }) => [hash, `\`${name}\``]));
  const missing: string[] = [];
  // A Map that grows while it is walked gives its new entries too.
  for (const [hash, neededAs] of wanted) {
    const archive = await patiently(() => registry.metadata.archive(hash, "fresh"));
    if (archive === undefined) missing.push(`${neededAs} (${hash})`);
    for (const next of archive?.dependencies ?? []) {
      if (!wanted.has(next)) wanted.set(next, `needed by ${neededAs}`);
    }
    if (wanted.size > closureCount) throw tooMany();
  }
  if (missing.length === 0) return;
  const shown = missing.slice(0, missingShown).join(", ");
  throw registryError("DEPENDENCY_UNAVAILABLE", {
    message: `the registry has no archive of ${missing.length} of its dependencies: ${shown}`,
    hint: "`pantry publish` brings them along: they are sent before the version",
  });
}

function tooMany() {
  return registryError("MANIFEST_REFUSED", {
    message: `the package needs more than ${closureCount} packages in all`,
    hint: "depend on less",
  });
}
