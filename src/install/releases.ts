import type { IndexVersion } from "../protocol/index.ts";
import type { Conditions, Release } from "../resolve/index.ts";
import type { Workbench } from "./workbench.ts";

/** What choosing depends on in this project. Throws ZIG_*. */
export async function conditionsOf(bench: Workbench): Promise<Omit<Conditions, "locked">> {
  return {
    zigVersion: await bench.target.zigVersion(),
    now: Date.now(),
    minimumAgeMs: bench.minimumReleaseAgeMs,
  };
}

export function releaseOf(said: IndexVersion): Release {
  return {
    version: said.version,
    hash: said.hash,
    minimumZigVersion: said.minimumZigVersion,
    testedZigVersions: said.testedZigVersions,
    publishedAt: said.publishedAt,
    yanked: said.yanked,
    deprecated: said.deprecated,
    dependencies: said.dependencies.map(({ name, hash, lazy }) => ({ alias: name, hash, lazy })),
  };
}

/** What the registry says of one release; undefined where it does not list it. */
export async function saidOf(
  bench: Workbench,
  name: string,
  hash: string,
): Promise<IndexVersion | undefined> {
  const document = await bench.registry.document(name);
  return document?.versions.find((each) => each.hash === hash);
}
