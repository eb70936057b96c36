import { join } from "node:path";
import type { RangeSetting } from "../project/index.ts";
import { importLines } from "../zig/index.ts";
import { type Manifest, type NewDependency, parseOwnManifest } from "../zon/index.ts";
import { buildScriptAt, type Found } from "./found.ts";
import type { PlannedProject } from "./plan.ts";
import { fileLabel, zonName } from "./project-files.ts";
import type { Workbench } from "./workbench.ts";

/** One dependency as it stands in build.zig.zon now. */
export interface Addition {
  readonly alias: string;
  readonly name: string;
  readonly version: string | undefined;
  readonly dependency: NewDependency;
  /** What became of its entry, and of its range in pantry.toml. */
  readonly change: "added" | "changed" | "unchanged";
  /** The entry as it reads in the file. */
  readonly entry: string;
  /** What to put into build.zig to import it. */
  readonly buildLines: readonly string[];
  /** True where the names in those lines were read from its build.zig. */
  readonly foundInBuildScript: boolean;
}

/** What became of a dependency that was found, by the plan that it went into. */
export function additionOf(
  bench: Workbench,
  found: Found & { readonly alias: string },
  { project, zon, settings, closure }: PlannedProject,
): Addition {
  const { alias, location, named, said } = found;
  const after = parseOwnManifest(zon, fileLabel(project, zonName));
  const entry = entryText(zon, after, alias);
  const before = entryText(project.zon, project.manifest, alias);
  const isSame =
    entry === before &&
    sameSetting(project.settings.dependencies.get(alias), settings.dependencies.get(alias));
  const folder =
    "path" in location ? join(project.root, location.path) : closure.packages.get(location.hash)?.stored.tree;
  const script = folder === undefined ? undefined : buildScriptAt(bench, folder);
  const recorded = said !== undefined && said.modules.length + said.artifacts.length > 0;
  const libraries =
    said?.artifacts.filter(({ kind }) => kind === "lib").map((artifact) => artifact.name) ?? [];
  const dependency = script && (recorded ? { ...script, modules: said.modules, libraries } : script);
  const lazy = after.dependencies.get(alias)?.lazy === true;
  return {
    alias,
    name: named?.name ?? alias,
    version: named?.version,
    dependency: location,
    change: before === undefined ? "added" : isSame ? "unchanged" : "changed",
    entry: entry ?? "",
    buildLines: importLines({ alias, lazy, dependency, project: buildScriptAt(bench, project.root) }),
    foundInBuildScript:
      !recorded && script !== undefined && script.modules.length + script.libraries.length > 0,
  };
}

function entryText(zon: Buffer, manifest: Manifest, alias: string): string | undefined {
  const span = manifest.dependencies.get(alias)?.span;
  return span && zon.subarray(span.start, span.end).toString("utf8");
}

function sameSetting(a: RangeSetting | undefined, b: RangeSetting | undefined): boolean {
  return a?.package === b?.package && a?.range === b?.range;
}
