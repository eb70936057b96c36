import semver from "semver";
import {
  type Conditions,
  type Direct,
  newestFitting,
  type Requirement,
  type Solution,
} from "../resolve/index.ts";
import { choose, lockedReleases } from "./choose.ts";
import { type DirectDependency, directDependencies, namedDirectly } from "./direct.ts";
import { isNewer } from "./newer.ts";
import type { Project, Workspace } from "./project-files.ts";
import { conditionsOf } from "./releases.ts";
import { rootLabel, rootsOf, standing } from "./requirements.ts";
import { type Survey, surveyOne } from "./survey.ts";
import type { Workbench } from "./workbench.ts";

/** A direct dependency with what there is of it, and what it would be now. */
export interface Prospect {
  readonly project: Project;
  readonly dependency: DirectDependency;
  readonly survey: Survey;
  /** What all dependencies together leave it; undefined for what no range holds. */
  readonly chosen: Direct | undefined;
  /** The older version that its range in pantry.toml asks for, where it stays for being newer than that. */
  readonly back: string | undefined;
}

export interface Prospects {
  readonly prospects: readonly Prospect[];
  readonly conditions: Omit<Conditions, "locked">;
  readonly solution: Solution | undefined;
}

export interface ProspectRequest {
  /** What projects call them, or they themselves; none stands for all. */
  readonly names: readonly string[];
  /** As if each range held everything. */
  readonly latest: boolean;
  readonly explain?: boolean;
}

/**
 * Chooses the newest versions that direct dependencies can have together: of one project, or of all in the workspace
 * where `root` is none. No version goes back, unless its range in pantry.toml says so and it is named.
 * Throws NOT_IN_PROJECT, RESOLVE_*, ZIG_*, and what the registry throws.
 */
export async function lookAhead(
  bench: Workbench,
  workspace: Workspace,
  root: string,
  { names, latest, explain = false }: ProspectRequest,
): Promise<Prospects> {
  const asked = dependenciesAt(workspace, root, names);
  const isAnyListed = asked.some(({ dependency }) => dependency.origin.kind === "registry");
  const conditions = isAnyListed ? await conditionsOf(bench) : { now: Date.now() };
  const surveyed = await Promise.all(
    asked.map(async ({ project, dependency }) => {
      const survey = await surveyOne(bench, dependency);
      const intent = intentFor(dependency, survey, { latest, isNamed: names.length > 0, conditions });
      return { project, dependency, survey, ...intent };
    }),
  );
  const moving = surveyed.filter(({ wish }) => wish !== undefined);
  if (moving.length === 0) {
    return {
      prospects: surveyed.map((each) => ({ ...each, chosen: undefined })),
      conditions,
      solution: undefined,
    };
  }
  const requirementsOf = (project: Project): Requirement[] =>
    directDependencies(project).flatMap((dependency) => {
      const wish = moving.find(
        (each) => each.project === project && each.dependency.alias === dependency.alias,
      )?.wish;
      return wish === undefined ? standing(dependency) : [wish];
    });
  const solution = await choose(bench, {
    roots: rootsOf(workspace, requirementsOf),
    locked: lockedReleases(workspace.lockfile),
    update: moving.map(({ dependency }) => dependency.name),
    explain,
    ...conditions,
  });
  const prospects = surveyed.map((each): Prospect => {
    const isIts = ({ root: label, requirement }: Direct) =>
      requirement.alias === each.dependency.alias &&
      (label === undefined || label === rootLabel(each.project));
    return { ...each, chosen: each.wish && solution.direct.find(isIts) };
  });
  return { prospects, conditions, solution };
}

/** The dependencies that words mean. In a workspace each word is looked for in every project that is meant. */
function dependenciesAt(
  workspace: Workspace,
  root: string,
  names: readonly string[],
): { readonly project: Project; readonly dependency: DirectDependency }[] {
  const here = workspace.projects.filter((each) => each.root === root);
  const projects = here.length > 0 ? here : workspace.projects;
  const all = projects.flatMap((project) =>
    directDependencies(project).map((dependency) => ({ project, dependency })),
  );
  if (names.length === 0) return all;
  const named = new Set(
    namedDirectly(
      all.map(({ dependency }) => dependency),
      names,
      workspace,
    ),
  );
  return all.filter(({ dependency }) => named.has(dependency));
}

/** What a dependency asks for; no wish where it stays for a reason of its own. */
function intentFor(
  { alias, name, version, origin }: DirectDependency,
  survey: Survey,
  { latest, isNamed, conditions }: { latest: boolean; isNamed: boolean; conditions: Conditions },
): { readonly wish: Requirement | undefined; readonly back: string | undefined } {
  const nothing = { wish: undefined, back: undefined };
  if (survey.kind === "not-listed" || version === undefined || origin.kind !== "registry") return nothing;
  const { hash, range } = origin;
  if (range === undefined) return nothing;
  const forward = { hash, moves: "forward" } as const;
  if (latest) return { wish: { alias, name, range: "*", current: forward }, back: undefined };
  if (semver.satisfies(version, range))
    return { wish: { alias, name, range, current: forward }, back: undefined };
  const { release } = newestFitting(survey.releases, range, conditions);
  if (release !== undefined && !isNewer(release.version, version) && !isNamed)
    return { wish: undefined, back: release.version };
  return { wish: { alias, name, range }, back: undefined };
}
