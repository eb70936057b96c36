import type { IndexVersion } from "../protocol/index.ts";
import { type Conditions, newestFitting, noFittingVersion, type Release } from "../resolve/index.ts";
import { buildScriptAt, type Found } from "./found.ts";
import type { Obtainer } from "./obtain.ts";
import type { Workbench } from "./workbench.ts";

export interface Named {
  readonly name: string;
  /** As it was typed; undefined asks for the newest. */
  readonly range: string | undefined;
}

/**
 * The newest release of a package in the registry that fits a range and the Zig in use. What it says of itself
 * (modules, artifacts) was found when it was published. Throws RESOLVE_*, and what the registry answers.
 */
export async function findRelease(
  bench: Workbench,
  obtain: Obtainer,
  { name, range }: Named,
  exact: boolean,
): Promise<Found> {
  const document = await bench.registry.demandDocument(name);
  const conditions = await conditionsOf(bench);
  const releases = document.versions.map(releaseOf);
  const { release } = newestFitting(releases, range ?? "*", conditions);
  if (release === undefined) throw noFittingVersion(name, range ?? "*", releases, conditions);
  const { version, hash, archive } = release.said;
  const stored = await obtain.byHash({ hash, addresses: [archive], neededAs: name });
  const script = buildScriptAt(bench, stored.tree);
  const recorded = release.said.modules.length + release.said.artifacts.length > 0;
  const libraries = release.said.artifacts
    .filter(({ kind }) => kind === "lib")
    .map((artifact) => artifact.name);
  return {
    text: name,
    location: { url: archive, hash },
    named: { name, version },
    script: script && (recorded ? { ...script, modules: release.said.modules, libraries } : script),
    recorded,
    range: { package: name, range: exact ? version : (range ?? rangeAround(version)) },
  };
}

/** What choosing depends on in this project. Throws ZIG_*. */
export async function conditionsOf(bench: Workbench): Promise<Conditions> {
  return {
    zigVersion: await bench.target.zigVersion(),
    now: Date.now(),
    minimumAgeMs: bench.minimumReleaseAgeMs,
  };
}

/** A release with all that the registry says of it. */
export interface SaidRelease extends Release {
  readonly said: IndexVersion;
}

export function releaseOf(said: IndexVersion): SaidRelease {
  return {
    version: said.version,
    hash: said.hash,
    minimumZigVersion: said.minimumZigVersion,
    testedZigVersions: said.testedZigVersions,
    publishedAt: said.publishedAt,
    yanked: said.yanked,
    dependencies: said.dependencies.map(({ name, hash, lazy }) => ({ alias: name, hash, lazy })),
    said,
  };
}

/** What the next `update` may move to: as cargo and npm write it. */
function rangeAround(version: string): string {
  return `^${version.replace(/\+.*$/, "")}`;
}
