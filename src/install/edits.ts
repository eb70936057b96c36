import { namedInHash, type RangeSetting, removeRange, setRange } from "../project/index.ts";
import type { Solution } from "../resolve/index.ts";
import { type NewDependency, setDependency } from "../zon/index.ts";
import { installError } from "./errors.ts";
import { lockedBelow } from "./locked.ts";
import type { Draft } from "./plan.ts";
import { fileLabel, type Project, tomlName, type Workspace, zonName } from "./project-files.ts";
import { saidOf } from "./releases.ts";
import { rootLabel } from "./requirements.ts";
import type { Workbench } from "./workbench.ts";

/** One dependency as a project's files are to have it. */
export interface Edit {
  readonly project: Project;
  readonly alias: string;
  readonly location: NewDependency;
  /** The range that pantry.toml is to keep; `none` takes one out that is there, undefined leaves it alone. */
  readonly setting: RangeSetting | "none" | undefined;
}

/** A dependency that got another release than it had. */
export interface Moved {
  readonly project: Project;
  readonly alias: string;
  readonly name: string;
  readonly hash: string;
  readonly url: string;
  readonly before: string | undefined;
  readonly after: string;
}

/** The files of the projects that have edits. What is lazy already stays so. */
export function draftsOf(edits: readonly Edit[]): Draft[] {
  const drafts = new Map<Project, Draft>();
  for (const { project, alias, location, setting } of edits) {
    let { zon, tomlText } = drafts.get(project) ?? project;
    const label = fileLabel(project, tomlName);
    const isLazy = project.manifest.dependencies.get(alias)?.lazy === true;
    zon = setDependency(zon, fileLabel(project, zonName), alias, {
      ...location,
      ...(isLazy ? { lazy: true } : {}),
    });
    if (setting === "none") tomlText = tomlText && removeRange(tomlText, label, alias);
    else if (setting !== undefined) tomlText = setRange(tomlText ?? "", label, alias, setting);
    drafts.set(project, { project, zon, tomlText });
  }
  return [...drafts.values()];
}

/** The dependencies on ranges that a solution changes, or brings, with their addresses. */
export async function movedBy(bench: Workbench, workspace: Workspace, solution: Solution): Promise<Moved[]> {
  const moved = solution.direct.map(async ({ root, requirement, hash, version }): Promise<Moved[]> => {
    if (!("range" in requirement) || version === undefined) return [];
    const { alias, name } = requirement;
    const project = workspace.projects.find((each) => root === undefined || rootLabel(each) === root);
    const before = project?.manifest.dependencies.get(alias)?.hash;
    if (project === undefined || requirement.current?.hash === hash) return [];
    const url =
      (await saidOf(bench, name, hash))?.archive ?? lockedBelow(workspace.lockfile, [hash])[0]?.addresses[0];
    if (url === undefined) throw noAddress(name, version);
    return [{ project, alias, name, hash, url, before: versionOf(before), after: version }];
  });
  return (await Promise.all(moved)).flat();
}

function versionOf(hash: string | undefined): string | undefined {
  return hash === undefined ? undefined : namedInHash(hash)?.version;
}

function noAddress(name: string, version: string) {
  return installError("DEPENDENCY_UNPINNED", {
    message: `\`${name}\` ${version} was chosen, and nobody says where it is`,
    hint: "the registry no longer lists it: name another version",
  });
}
