import { join } from "node:path";
import { fileKey, type Replacement, replaceFiles, withLock } from "../disk/index.ts";
import { installError } from "./errors.ts";
import { type Placed, placePackages } from "./place.ts";
import { placedBelief, rememberPlaced, removeUnplaced } from "./placed-state.ts";
import { type Plan, type PlannedProject, replacementsOf } from "./plan.ts";
import { lockName, tomlName, type Workspace, zonName } from "./project-files.ts";
import { sweepProject } from "./sweep-project.ts";
import type { Workbench } from "./workbench.ts";

/**
 * Makes it so, for all projects of the workspace:
 *
 * 1. place all packages,
 * 2. see that nobody has changed the projects' files meanwhile, and let nobody do so,
 * 3. replace them, and what else is to be written `besides`; build.zig.zon last: until then a project is what it was,
 * 4. take out of `zig-pkg` what was placed before and nothing needs any more, and remember what is in place.
 *
 * Gives how many packages were not in place before.
 */
export async function applyPlan(
  bench: Workbench,
  plan: Plan,
  besides: readonly Replacement[],
): Promise<number> {
  const { disk, store } = bench;
  const { workspace } = plan;
  const placed: { readonly of: PlannedProject; readonly in: Placed }[] = [];
  for (const planned of plan.projects) {
    const { root } = planned.project;
    sweepProject(disk, root);
    placed.push({
      of: planned,
      in: await placePackages(bench, root, storedFor(planned), placedBelief(bench, root)),
    });
  }
  await withLock(disk, store.layout.projectLock(workspace.root), () => {
    refuseChanged(bench, workspace);
    replaceFiles(disk, [...besides, ...replacementsOf(plan)]);
    for (const { of: planned, in: places } of placed) {
      removeUnplaced(bench, planned.project.root, places);
      rememberPlaced(bench, planned.project.root, places, {
        hashes: storedFor(planned).map(({ hash }) => hash),
        manifests: new Map([
          ...manifestKeys(planned),
          ...workspaceKeys(bench, workspace),
          ...unfinishedKeys(plan),
        ]),
      });
    }
  });
  return new Set(placed.flatMap((each) => each.in.newly)).size;
}

function storedFor({ closure }: PlannedProject) {
  return [...closure.packages.values()].map((each) => each.stored);
}

/** Of path dependencies, from before they were read: one that was changed since is read anew by the next command. */
function manifestKeys({ project, closure }: PlannedProject): [string, string][] {
  return [...closure.paths.values()].map(({ path, manifestKey }) => [
    join(project.root, path, zonName),
    manifestKey,
  ]);
}

/** What a member shares with the others, and that there are these others. */
function workspaceKeys({ disk }: Workbench, { root, projects }: Workspace): [string, string][] {
  const shared = [tomlName, lockName].map((name) => join(root, name));
  const members = projects.map((project) => join(project.root, zonName));
  return [...shared, ...members].map((path) => [path, fileKey(disk, path)]);
}

/** A project that left dependencies out is never up to date: `install` is to say so. */
function unfinishedKeys({ projects }: Plan): [string, string][] {
  return projects
    .filter(({ unpinned }) => unpinned.length > 0)
    .map(({ project }) => [join(project.root, zonName), "unfinished"]);
}

/** Two commands at once in one project: the second one must not undo what the first one wrote. */
function refuseChanged({ disk }: Workbench, { root, files }: Workspace): void {
  const isSame = ([path, before]: readonly [string, Buffer | undefined]) => {
    const now = disk.readIfThere(path);
    return before === undefined ? now === undefined : now?.equals(before) === true;
  };
  if ([...files].every(isSame)) return;
  throw installError("PROJECT_CHANGED", {
    message: `the files of ${root} changed while Pantry was working; it wrote nothing`,
    hint: "run the same command again",
  });
}
