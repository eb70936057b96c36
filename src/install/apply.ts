import { join } from "node:path";
import { type Replacement, replaceFiles, withLock } from "../disk/index.ts";
import { installError } from "./errors.ts";
import { placePackages } from "./place.ts";
import { placedBelief, rememberPlaced, removeUnplaced } from "./placed-state.ts";
import { isLocked, type Plan } from "./plan.ts";
import { lockName, type Project, tomlName, zonName } from "./project-files.ts";
import { sweepProject } from "./sweep-project.ts";
import type { Workbench } from "./workbench.ts";

/**
 * Makes it so:
 *
 * 1. place all packages,
 * 2. see that nobody has changed the project's files meanwhile, and let nobody do so,
 * 3. replace them, and what else is to be written `besides`; build.zig.zon last: until then the project is what it was,
 * 4. take out of `zig-pkg` what was placed before and nothing needs any more, and remember what is in place.
 */
export async function applyPlan(
  bench: Workbench,
  plan: Plan,
  besides: readonly Replacement[],
): Promise<{ readonly newly: number }> {
  const { disk, store } = bench;
  const { root } = plan.project;
  sweepProject(disk, root);
  const stored = [...plan.closure.packages.values()].map((each) => each.stored);
  const placed = await placePackages(bench, root, stored, placedBelief(bench, root));
  await withLock(disk, store.layout.projectLock(root), () => {
    refuseChanged(bench, plan.project);
    replaceFiles(disk, [...besides, ...replacementsOf(plan)]);
    removeUnplaced(bench, root, placed);
    rememberPlaced(bench, root, placed, {
      hashes: stored.map(({ hash }) => hash),
      manifests: manifestKeys(plan),
    });
  });
  return { newly: placed.newly };
}

/** Of path dependencies, from before they were read: one that was changed since is read anew by the next command. */
function manifestKeys({ project, closure }: Plan): Map<string, string> {
  return new Map(
    [...closure.paths.values()].map(({ path, manifestKey }) => [
      join(project.root, path, zonName),
      manifestKey,
    ]),
  );
}

function replacementsOf(plan: Plan): Replacement[] {
  const { project, lockText, tomlText, zon } = plan;
  const replacements: Replacement[] = [];
  const isEmpty =
    project.lockText === undefined && project.manifest.dependencies.size === 0 && zon.equals(project.zon);
  if (!isLocked(plan) && !isEmpty) {
    replacements.push({ path: join(project.root, lockName), bytes: Buffer.from(lockText) });
  }
  if (tomlText !== project.tomlText && tomlText !== undefined) {
    replacements.push({ path: join(project.root, tomlName), bytes: Buffer.from(tomlText) });
  }
  if (!zon.equals(project.zon)) replacements.push({ path: join(project.root, zonName), bytes: zon });
  return replacements;
}

/** Two commands at once in one project: the second one must not undo what the first one wrote. */
function refuseChanged(bench: Workbench, project: Project): void {
  const now = (name: string) => bench.disk.readIfThere(join(project.root, name))?.toString("utf8");
  const same =
    bench.disk.readIfThere(join(project.root, zonName))?.equals(project.zon) === true &&
    now(tomlName) === project.tomlText &&
    now(lockName) === project.lockText;
  if (same) return;
  throw installError("PROJECT_CHANGED", {
    message: `the files of ${project.root} changed while Pantry was working; it wrote nothing`,
    hint: "run the same command again",
  });
}
