import { PantryError } from "../errors.ts";
import type { Release } from "../resolve/index.ts";
import type { DirectDependency, RegistryOrigin } from "./direct.ts";
import { releaseOf } from "./releases.ts";
import type { HeldBack } from "./standing.ts";
import type { Workbench } from "./workbench.ts";

/** What the configured registry says of one direct dependency: its releases, or why there are none to choose from. */
export type Survey =
  | { readonly kind: "listed"; readonly origin: RegistryOrigin; readonly releases: readonly Release[] }
  | { readonly kind: "not-listed"; readonly why: HeldBack };

/**
 * Asks the registry about a dependency; offline it knows what it was told before. What lies elsewhere is not asked for.
 * Throws what the registry throws, but for a document that is not cached offline.
 */
export async function surveyOne(bench: Workbench, dependency: DirectDependency): Promise<Survey> {
  const { origin, name } = dependency;
  if (origin.kind !== "registry") return notListed("no-registry", elsewhereText(origin));
  try {
    const registry = bench.registry.forPackage(name);
    const document = await registry.document(name);
    const releases = document?.versions.map(releaseOf) ?? [];
    // A registry's public address may be another than the one it is asked at: then the hash tells that it is the one.
    const isIts = origin.registryUrl === registry.url || releases.some(({ hash }) => hash === origin.hash);
    if (!isIts) {
      const text = `it comes from ${origin.registryUrl}, and ${registry.url} is the registry that is asked`;
      return notListed("no-registry", text);
    }
    if (document !== undefined) return { kind: "listed", origin, releases };
    return notListed("no-registry", `${registry.url} has no package \`${name}\``);
  } catch (error) {
    if (!(error instanceof PantryError) || error.code !== "REGISTRY_OFFLINE") throw error;
    return notListed("unknown", "Pantry is offline, and never asked the registry about it");
  }
}

/** Why what comes from no registry stays as it is. */
export function elsewhereText(origin: Exclude<DirectDependency["origin"], RegistryOrigin>): string {
  switch (origin.kind) {
    case "path":
      return `it is the folder ${origin.path}`;
    case "archive":
      return "it comes from no registry, but from an address";
    case "git": {
      const { ref, commit } = origin.address;
      const pinned = commit === undefined ? "git" : `the commit ${commit.slice(0, 8)}`;
      return ref === undefined
        ? `it comes from no registry, but from ${pinned}`
        : `it comes from no registry, but from ${pinned} of \`${ref}\``;
    }
  }
}

function notListed(kind: HeldBack["kind"], text: string): Survey {
  return { kind: "not-listed", why: { kind, version: undefined, text } };
}
