import type { Conditions } from "../resolve/index.ts";
import { isNewer } from "./newer.ts";
import { readWorkspace } from "./project-files.ts";
import { lookAhead, type Prospect } from "./prospects.ts";
import { type HeldBack, standingOf } from "./standing.ts";
import type { Workbench } from "./workbench.ts";

/** A direct dependency beside what there is of it. */
export interface OutdatedRow {
  /** The path of the project in its workspace. */
  readonly project: string;
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
 * Compares a project's own dependencies, or only those that are named, with the registry; of all projects in a
 * workspace where `root` is none. Nothing is fetched but documents, and nothing is written. Throws NOT_IN_PROJECT,
 * RESOLVE_*, ZIG_*, and what the registry throws.
 */
export async function outdatedPackages(
  bench: Workbench,
  root: string,
  request: { readonly names: readonly string[]; readonly explain?: boolean },
): Promise<readonly OutdatedRow[]> {
  const workspace = readWorkspace(bench.disk, root);
  const { prospects, conditions } = await lookAhead(bench, workspace, root, { ...request, latest: false });
  return prospects.map((each) => rowFor(each, conditions));
}

function rowFor({ project, dependency, survey, chosen }: Prospect, conditions: Conditions): OutdatedRow {
  const { alias, name, version } = dependency;
  const row = { project: project.path, alias, name, current: version, wanted: version };
  if (survey.kind === "not-listed" || version === undefined) {
    return { ...row, latest: undefined, heldBack: survey.kind === "not-listed" ? [survey.why] : [] };
  }
  const { hash, range } = survey.origin;
  const { wanted, latest, heldBack } = standingOf(
    { alias, hash, version, range, chosen: chosen?.hash },
    survey.releases,
    conditions,
  );
  const newest = latest === undefined || isNewer(version, latest.version) ? version : latest.version;
  return { ...row, wanted: wanted?.version ?? version, latest: newest, heldBack };
}
