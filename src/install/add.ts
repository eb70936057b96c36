import { join, posix } from "node:path";
import { formatAddress } from "../fetch/index.ts";
import { namedInHash } from "../project/index.ts";
import type { Solution } from "../resolve/index.ts";
import { parseManifest } from "../zon/index.ts";
import { type Addition, additionOf } from "./addition.ts";
import { carryOut, type Outcome } from "./carry-out.ts";
import { choose, lockedReleases } from "./choose.ts";
import { directDependencies } from "./direct.ts";
import { draftsOf, type Edit, type Moved, movedBy } from "./edits.ts";
import { installError } from "./errors.ts";
import type { Found } from "./found.ts";
import { ignorePlaced } from "./git-ignore.ts";
import { type Obtainer, obtainer } from "./obtain.ts";
import { type Project, projectAt, readWorkspace, type Workspace, zonName } from "./project-files.ts";
import { conditionsOf, saidOf } from "./releases.ts";
import { rootsOf, standing } from "./requirements.ts";
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
  /** Explain a conflict by its whole proof. */
  readonly explain?: boolean;
}

export interface AddOutcome extends Outcome {
  readonly additions: readonly Addition[];
  /** Other dependencies that had to move, so that all fit together. */
  readonly moved: readonly {
    readonly alias: string;
    readonly before: string | undefined;
    readonly after: string;
  }[];
  /** True where `zig-pkg` was written into .gitignore. */
  readonly ignored: boolean;
}

/**
 * Adds dependencies, all of them or none:
 *
 * 1. get what the specs name by address or path, and with it names, hashes and pinned addresses,
 * 2. choose a version for each that they name by range; what is there already moves only if it must,
 * 3. write the entries into copies of build.zig.zon and pantry.toml,
 * 4. work out everything that the project needs then, and fetch it,
 * 5. place it, and replace the project's files.
 */
export async function addPackages(bench: Workbench, root: string, request: AddRequest): Promise<AddOutcome> {
  return unlessChanged(() => addOnce(bench, root, request));
}

async function addOnce(bench: Workbench, root: string, request: AddRequest): Promise<AddOutcome> {
  const workspace = readWorkspace(bench.disk, root);
  const project = projectAt(workspace, root);
  const obtain = obtainer(bench);
  const specs = request.specs.map((text) => parseSpec(text, request.folder, root));
  const located = await Promise.all(specs.map((spec) => locate(bench, root, obtain, spec)));
  const wishes = specs.map((spec, at): Wish => {
    const there = located[at];
    return { spec, found: there, alias: aliasFor(spec, there, request.alias) };
  });
  refuseTwins(wishes.map(({ alias }) => alias));

  const { moved, solution } = await chooseNamed(bench, workspace, project, wishes, request.explain === true);
  const additions = await Promise.all(
    wishes.map(async ({ spec, found, alias }) => {
      const chosen = moved.find((each) => each.project === project && each.alias === alias);
      return { alias, ...(found ?? (await foundRelease(bench, spec, chosen, request.exact))) };
    }),
  );
  const others = moved.filter(
    (each) => each.project !== project || !additions.some(({ alias }) => alias === each.alias),
  );
  const edits = [
    ...additions.map(({ alias, location, range }): Edit => {
      const lazy = request.lazy ? { lazy: true } : {};
      return { project, alias, location: { ...location, ...lazy }, setting: range ?? "none" };
    }),
    ...others.map(
      ({ project: of, alias, url, hash }): Edit => ({
        project: of,
        alias,
        location: { url, hash },
        setting: undefined,
      }),
    ),
  ];
  const ignore = await ignorePlaced(bench.disk, workspace.root);
  const { plan, outcome } = await carryOut(bench, workspace, draftsOf(edits), obtain, {
    ...request,
    besides: ignore,
    solution,
  });
  const planned = plan.projects.find((each) => each.project === project);
  if (planned === undefined) throw new Error(`the plan has no ${project.path}`);
  return {
    ...outcome,
    additions: additions.map((each) => additionOf(bench, each, planned)),
    moved: others.map(({ alias, before, after }) => ({ alias, before, after })),
    ignored: ignore.length > 0,
  };
}

/** A spec with what it led to, unless its version has to be chosen first, and the alias. */
interface Wish {
  readonly spec: Spec;
  readonly found: Found | undefined;
  readonly alias: string;
}

async function locate(
  bench: Workbench,
  root: string,
  obtain: Obtainer,
  spec: Spec,
): Promise<Found | undefined> {
  if (spec.kind === "name") return undefined;
  if (spec.kind === "path") return findFolder(bench, root, spec.path);
  const { stored, address } = await obtain.byAddress(formatAddress(spec.address));
  return { text: spec.text, location: { url: address, hash: stored.hash }, named: namedInHash(stored.hash) };
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
  };
}

/** The versions for all that is named by range. Without such a name nothing is chosen, and no registry is needed. */
async function chooseNamed(
  bench: Workbench,
  workspace: Workspace,
  project: Project,
  wishes: readonly Wish[],
  explain: boolean,
): Promise<{ readonly moved: readonly Moved[]; readonly solution: Solution | undefined }> {
  const named = wishes.flatMap(({ spec, alias }) => (spec.kind === "name" ? [{ ...spec, alias }] : []));
  if (named.length === 0) return { moved: [], solution: undefined };
  const replaced = new Set(wishes.map(({ alias }) => alias));
  const requirements = [
    ...directDependencies(withoutEntries(project, replaced)).flatMap(standing),
    ...wishes.flatMap(({ alias, found }) =>
      found !== undefined && "hash" in found.location ? [{ alias, hash: found.location.hash }] : [],
    ),
    ...named.map(({ alias, name, range = "*" }) => ({ alias, name, range })),
  ];
  const solution = await choose(bench, {
    roots: rootsOf(workspace, (each) => (each === project ? requirements : undefined)),
    locked: lockedReleases(workspace.lockfile),
    // Who names no range, or names again what is there, wants the newest, and not what others brought along.
    update: named
      .filter(({ alias, range }) => range === undefined || project.manifest.dependencies.has(alias))
      .map(({ name }) => name),
    explain,
    ...(await conditionsOf(bench)),
  });
  return { moved: await movedBy(bench, workspace, solution), solution };
}

/** The project as it would be without some of its dependencies: they are replaced, so nothing about them matters. */
function withoutEntries(project: Project, aliases: ReadonlySet<string>): Project {
  const dependencies = new Map([...project.manifest.dependencies].filter(([alias]) => !aliases.has(alias)));
  return { ...project, manifest: { ...project.manifest, dependencies } };
}

async function foundRelease(
  bench: Workbench,
  spec: Spec,
  chosen: Moved | undefined,
  exact: boolean,
): Promise<Found> {
  if (spec.kind !== "name" || chosen === undefined) throw new Error("a name was not chosen");
  const { name, hash, url, after } = chosen;
  return {
    text: name,
    location: { url, hash },
    named: { name, version: after },
    range: { package: name, range: exact ? after : (spec.range ?? rangeAround(after)) },
    said: await saidOf(bench, name, hash),
  };
}

/** What the next `update` may move to: as cargo and npm write it. */
function rangeAround(version: string): string {
  return `^${version.replace(/\+.*$/, "")}`;
}

function aliasFor(spec: Spec, found: Found | undefined, asked: string | undefined): string {
  const alias = asked ?? (spec.kind === "name" ? spec.name : found?.named?.name);
  if (alias !== undefined) return alias;
  throw installError("DEPENDENCY_NAME", {
    message: `${found?.text} has no ${zonName}, so it has no name of its own`,
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
