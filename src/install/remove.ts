import { removeRange } from "../project/index.ts";
import { removeDependency } from "../zon/index.ts";
import { applyPlan } from "./apply.ts";
import { type Change, changesBetween } from "./lock.ts";
import { obtainer } from "./obtain.ts";
import { planProject } from "./plan.ts";
import { readProject, tomlName, zonName } from "./project-files.ts";
import { unlessChanged } from "./unless-changed.ts";
import type { Workbench } from "./workbench.ts";

export interface RemoveOutcome {
  readonly removed: readonly string[];
  readonly changes: readonly Change[];
  readonly packages: number;
}

/**
 * Takes dependencies out: their bytes in build.zig.zon and pantry.toml, their lines in the lock, and from `zig-pkg`
 * what nothing else needs. Throws DEPENDENCY_UNKNOWN where one of the names is none; then nothing is changed.
 */
export async function removePackages(
  bench: Workbench,
  root: string,
  aliases: readonly string[],
): Promise<RemoveOutcome> {
  return unlessChanged(() => removeOnce(bench, root, aliases));
}

async function removeOnce(
  bench: Workbench,
  root: string,
  aliases: readonly string[],
): Promise<RemoveOutcome> {
  const project = readProject(bench.disk, root);
  let { zon, tomlText } = project;
  for (const alias of new Set(aliases)) {
    const hasRange = project.settings.dependencies.has(alias);
    // A range may have outlived an entry that somebody deleted by hand.
    if (project.manifest.dependencies.has(alias) || !hasRange) zon = removeDependency(zon, zonName, alias);
    if (hasRange) tomlText = removeRange(tomlText ?? "", tomlName, alias);
  }
  const plan = await planProject(bench, project, { zon, tomlText }, obtainer(bench));
  await applyPlan(bench, plan, []);
  return {
    removed: [...new Set(aliases)],
    changes: changesBetween(project.lockfile, plan.lockfile),
    packages: plan.closure.packages.size,
  };
}
