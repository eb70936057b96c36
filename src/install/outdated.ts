import { type DirectDependency, directDependencies, namedDirectly } from "./direct.ts";
import { conditionsOf } from "./find-release.ts";
import { isNewer } from "./newer.ts";
import { readProject } from "./project-files.ts";
import { type HeldBack, standingOf } from "./standing.ts";
import { surveyOne } from "./survey.ts";
import type { Workbench } from "./workbench.ts";

/** A direct dependency beside what there is of it. */
export interface OutdatedRow {
  readonly alias: string;
  readonly name: string;
  /** As build.zig.zon pins it; undefined for what says no version of itself. */
  readonly current: string | undefined;
  /** What `update` would take. */
  readonly wanted: string | undefined;
  /** The newest of all; undefined where no registry was asked. */
  readonly latest: string | undefined;
  readonly heldBack: readonly HeldBack[];
}

/**
 * Compares a project's own dependencies, or only those that are named, with the registry. Nothing is fetched but
 * documents, and nothing is written. Throws NOT_IN_PROJECT, ZIG_*, and what the registry throws.
 */
export async function outdatedPackages(
  bench: Workbench,
  root: string,
  names: readonly string[],
): Promise<readonly OutdatedRow[]> {
  const project = readProject(bench.disk, root);
  const all = directDependencies(project);
  const asked = names.length === 0 ? all : namedDirectly(all, names, project);
  const conditions = asked.some(({ origin }) => origin.kind === "registry")
    ? await conditionsOf(bench)
    : { now: Date.now() };
  return Promise.all(asked.map((each) => rowFor(bench, each, conditions)));
}

async function rowFor(
  bench: Workbench,
  dependency: DirectDependency,
  conditions: Awaited<ReturnType<typeof conditionsOf>>,
): Promise<OutdatedRow> {
  const { alias, name, version } = dependency;
  const survey = await surveyOne(bench, dependency);
  const row = { alias, name, current: version, wanted: version };
  if (survey.kind === "not-listed" || version === undefined) {
    return { ...row, latest: undefined, heldBack: survey.kind === "not-listed" ? [survey.why] : [] };
  }
  const { hash, range } = survey.origin;
  const { wanted, latest, heldBack } = standingOf(
    { alias, hash, version, range },
    survey.releases,
    conditions,
  );
  const newest = latest === undefined || isNewer(version, latest.version) ? version : latest.version;
  return { ...row, wanted: wanted?.version ?? version, latest: newest, heldBack };
}
