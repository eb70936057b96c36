import { removeRange } from "../project/index.ts";
import { removeDependency } from "../zon/index.ts";
import { carryOut, type Outcome } from "./carry-out.ts";
import { obtainer } from "./obtain.ts";
import { fileLabel, projectAt, readWorkspace, tomlName, zonName } from "./project-files.ts";
import { unlessChanged } from "./unless-changed.ts";
import type { Workbench } from "./workbench.ts";

export interface RemoveOutcome extends Outcome {
  readonly removed: readonly string[];
}

/**
 * Takes dependencies out: their bytes in build.zig.zon and pantry.toml, their lines in the lock, and from `zig-pkg`
 * what nothing else needs. Throws DEPENDENCY_UNKNOWN where one of the names is none; then nothing is changed.
 */
export async function removePackages(
  bench: Workbench,
  root: string,
  aliases: readonly string[],
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<RemoveOutcome> {
  return unlessChanged(() => removeOnce(bench, root, aliases, dryRun));
}

async function removeOnce(
  bench: Workbench,
  root: string,
  aliases: readonly string[],
  dryRun: boolean,
): Promise<RemoveOutcome> {
  const workspace = readWorkspace(bench.disk, root);
  const project = projectAt(workspace, root);
  const removed = [...new Set(aliases)];
  let { zon, tomlText } = project;
  for (const alias of removed) {
    const hasRange = project.settings.dependencies.has(alias);
    // A range may have outlived an entry that somebody deleted by hand.
    if (project.manifest.dependencies.has(alias) || !hasRange)
      zon = removeDependency(zon, fileLabel(project, zonName), alias);
    if (hasRange) tomlText = removeRange(tomlText ?? "", fileLabel(project, tomlName), alias);
  }
  const draft = { project, zon, tomlText };
  // Of several conflicts each can be taken out by itself.
  const options = { dryRun, policy: "allow" } as const;
  const { outcome } = await carryOut(bench, workspace, [draft], obtainer(bench), options);
  return { ...outcome, removed };
}
