import { join, posix } from "node:path";
import { formatAddress } from "../fetch/index.ts";
import { namedInHash, removeRange, setRange } from "../project/index.ts";
import { type BuildScript, importLines } from "../zig/index.ts";
import { type Manifest, type NewDependency, parseManifest, setDependency } from "../zon/index.ts";
import { applyPlan } from "./apply.ts";
import { installError } from "./errors.ts";
import { findRelease } from "./find-release.ts";
import { buildScriptAt, type Found } from "./found.ts";
import { ignorePlaced } from "./git-ignore.ts";
import { type Change, changesBetween } from "./lock.ts";
import { type Obtainer, obtainer } from "./obtain.ts";
import { planProject } from "./plan.ts";
import { type Project, readProject, tomlName, zonName } from "./project-files.ts";
import { parseSpec, type Spec } from "./spec.ts";
import { unlessChanged } from "./unless-changed.ts";
import type { Workbench } from "./workbench.ts";

export interface AddRequest {
  /** As they were typed. */
  readonly specs: readonly string[];
  /** Where they were typed: paths count from there. */
  readonly folder: string;
  /** What the project is to call it; only with one spec. */
  readonly alias: string | undefined;
  readonly lazy: boolean;
  /** Keep the version itself in pantry.toml, and no range around it. */
  readonly exact: boolean;
  /** Work everything out, write nothing. */
  readonly dryRun: boolean;
}

/** One dependency as it stands in build.zig.zon now. */
export interface Addition {
  readonly alias: string;
  readonly name: string;
  readonly version: string | undefined;
  readonly dependency: NewDependency;
  /** True where the alias was there and has changed. */
  readonly replaced: boolean;
  /** The entry as it reads in the file. */
  readonly entry: string;
  /** What to put into build.zig to import it. */
  readonly buildLines: readonly string[];
  /** True where the names in those lines were read from its build.zig. */
  readonly foundInBuildScript: boolean;
}

export interface AddOutcome {
  readonly additions: readonly Addition[];
  readonly changes: readonly Change[];
  readonly packages: number;
  /** True where `zig-pkg` was written into .gitignore. */
  readonly ignored: boolean;
}

/**
 * Adds dependencies, all of them or none:
 *
 * 1. get what the specs name, and with it names, hashes and pinned addresses,
 * 2. write the entries into a copy of build.zig.zon,
 * 3. work out everything that the project needs then, and fetch it,
 * 4. place it, and replace the project's files.
 */
export async function addPackages(bench: Workbench, root: string, request: AddRequest): Promise<AddOutcome> {
  return unlessChanged(() => addOnce(bench, root, request));
}

async function addOnce(bench: Workbench, root: string, request: AddRequest): Promise<AddOutcome> {
  const project = readProject(bench.disk, root);
  const obtain = obtainer(bench);
  const specs = request.specs.map((text) => parseSpec(text, request.folder, root));
  const found = await Promise.all(specs.map((spec) => findOne(bench, root, obtain, spec, request.exact)));
  const named = found.map((each) => ({ ...each, alias: aliasFor(each, request.alias) }));
  refuseTwins(named.map(({ alias }) => alias));

  let { zon, tomlText } = project;
  for (const { alias, location, range } of named) {
    zon = setDependency(zon, zonName, alias, { ...location, ...lazyOf(project, alias, request.lazy) });
    if (range !== undefined) tomlText = setRange(tomlText ?? "", tomlName, alias, range);
    else if (project.settings.dependencies.has(alias))
      tomlText = removeRange(tomlText ?? "", tomlName, alias);
  }
  const plan = await planProject(bench, project, { zon, tomlText }, obtain);
  const ignore = await ignorePlaced(bench.disk, root);
  if (!request.dryRun) await applyPlan(bench, plan, ignore);

  const after = parseManifest(zon, zonName, { allowMissingPaths: true });
  const own = buildScriptAt(bench, root);
  return {
    additions: named.map((each) => additionOf(each, { project, after, zon, own, lazy: request.lazy })),
    changes: changesBetween(project.lockfile, plan.lockfile),
    packages: plan.closure.packages.size,
    ignored: ignore.length > 0,
  };
}

async function findOne(
  bench: Workbench,
  root: string,
  obtain: Obtainer,
  spec: Spec,
  exact: boolean,
): Promise<Found> {
  if (spec.kind === "path") return findFolder(bench, root, spec.path);
  if (spec.kind === "name") return findRelease(bench, obtain, spec, exact);
  const { stored, address } = await obtain.byAddress(formatAddress(spec.address));
  return {
    text: spec.text,
    location: { url: address, hash: stored.hash },
    named: namedInHash(stored.hash),
    script: buildScriptAt(bench, stored.tree),
  };
}

function findFolder(bench: Workbench, root: string, path: string): Found {
  const folder = join(root, path);
  if (bench.disk.stat(folder)?.kind !== "folder") {
    throw installError("PATH_MISSING", {
      message: `there is no folder ${folder}`,
      hint: "a path dependency is a folder with a Zig package in it",
    });
  }
  const source = bench.disk.readIfThere(join(folder, zonName));
  return {
    text: path,
    location: { path },
    named: source && parseManifest(source, posix.join(path, zonName), { allowMissingPaths: true }),
    script: buildScriptAt(bench, folder),
  };
}

function aliasFor({ text, named }: Found, asked: string | undefined): string {
  const alias = asked ?? named?.name;
  if (alias !== undefined) return alias;
  throw installError("DEPENDENCY_NAME", {
    message: `${text} has no ${zonName}, so it has no name of its own`,
    hint: "give it one: `--as NAME`",
  });
}

function refuseTwins(aliases: readonly string[]): void {
  const twin = aliases.find((alias, index) => aliases.indexOf(alias) !== index);
  if (twin === undefined) return;
  throw installError("DEPENDENCY_NAME", {
    message: `two of these would both be called \`${twin}\``,
    hint: "add them one by one, with `--as NAME`",
  });
}

/** `--lazy` makes it lazy; without it, what is lazy already stays so. */
function lazyOf({ manifest }: Project, alias: string, asked: boolean): { lazy?: boolean } {
  return asked || manifest.dependencies.get(alias)?.lazy === true ? { lazy: true } : {};
}

function additionOf(
  found: Found & { readonly alias: string },
  around: { project: Project; after: Manifest; zon: Buffer; own: BuildScript | undefined; lazy: boolean },
): Addition {
  const { alias, location, named, script } = found;
  const span = around.after.dependencies.get(alias)?.span;
  const lazy = around.after.dependencies.get(alias)?.lazy === true;
  return {
    alias,
    name: named?.name ?? alias,
    version: named?.version,
    dependency: location,
    replaced: around.project.manifest.dependencies.has(alias),
    entry: span === undefined ? "" : around.zon.subarray(span.start, span.end).toString("utf8"),
    buildLines: importLines({ alias, lazy, dependency: script, project: around.own }),
    foundInBuildScript: script !== undefined && found.recorded !== true,
  };
}
