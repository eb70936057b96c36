import { join } from "node:path";
import { type Replacement, replaceFiles } from "../disk/index.ts";
import { formatLockfile, type Lockfile, parseSettings } from "../project/index.ts";
import { parseManifest } from "../zon/index.ts";
import { type Closure, walkClosure } from "./closure.ts";
import { installError } from "./errors.ts";
import { type Change, changesBetween, type Disagreement, disagreements, lockfileOf } from "./lock.ts";
import { type Obtainer, obtainer } from "./obtain.ts";
import { placePackages } from "./place.ts";
import { countIfUpToDate, rememberPlaced } from "./placed-state.ts";
import { lockName, type Project, readProject, tomlName, zonName } from "./project-files.ts";
import type { Workbench } from "./workbench.ts";

/** What a project is to be: its files as they shall read, and all that they need. */
export interface Plan {
  readonly project: Project;
  readonly zon: Buffer;
  readonly tomlText: string | undefined;
  readonly closure: Closure;
  readonly lockfile: Lockfile;
  readonly lockText: string;
}

export interface InstallOutcome {
  /** Packages that the project needs in all. */
  readonly packages: number;
  /** How many of them were not in place before. */
  readonly newlyPlaced: number;
  readonly changes: readonly Change[];
  /** Dependencies that somebody else wrote into build.zig.zon, or changed there. */
  readonly adopted: readonly Disagreement[];
}

export interface InstallOptions {
  /** Change no manifest and no lock; fail where they do not fit. */
  readonly frozen: boolean;
}

/**
 * Makes a project as its files say. Its build.zig.zon is what counts: what differs there from the lock is adopted.
 * Nothing but the lock is ever written. Throws LOCK_DIFFERS where that is not allowed.
 */
export async function installProject(
  bench: Workbench,
  root: string,
  options: InstallOptions,
): Promise<InstallOutcome> {
  const upToDate = countIfUpToDate(bench, root);
  if (upToDate !== undefined) return { packages: upToDate, newlyPlaced: 0, changes: [], adopted: [] };
  const project = readProject(bench.disk, root);
  const plan = await planProject(bench, project, project, obtainer(bench));
  const adopted = disagreements(plan.closure.root, project.lockfile);
  if (options.frozen) refuseDifferences(plan, adopted);
  const { newly } = await applyPlan(bench, plan, []);
  return {
    packages: plan.closure.packages.size,
    newlyPlaced: newly,
    changes: changesBetween(project.lockfile, plan.lockfile),
    adopted,
  };
}

/** Works out what a project needs if its files read so; fetches it into the store, and changes nothing else. */
export async function planProject(
  bench: Workbench,
  project: Project,
  { zon, tomlText }: Pick<Project, "zon" | "tomlText">,
  obtain: Obtainer,
): Promise<Plan> {
  const manifest = parseManifest(zon, zonName, { allowMissingPaths: true });
  const closure = await walkClosure(bench, project.root, manifest, obtain, project.lockfile);
  const lockfile = lockfileOf(closure, parseSettings(tomlText ?? "", tomlName), project.lockfile);
  return { project, zon, tomlText, closure, lockfile, lockText: formatLockfile(lockfile) };
}

/**
 * Makes it so:
 *
 * 1. place all packages,
 * 2. see that nobody has changed the project's files meanwhile,
 * 3. replace them, and what else is to be written `besides`; build.zig.zon last: until then the project is what it was,
 * 4. remember what is in place.
 */
export async function applyPlan(
  bench: Workbench,
  plan: Plan,
  besides: readonly Replacement[],
): Promise<{ readonly newly: number }> {
  const { disk } = bench;
  const { root } = plan.project;
  const stored = [...plan.closure.packages.values()].map((each) => each.stored);
  const { newly, places } = await placePackages(bench, root, stored);
  refuseChanged(bench, plan.project);
  replaceFiles(disk, [...besides, ...replacementsOf(plan)]);
  rememberPlaced(bench, root, {
    hashes: stored.map(({ hash }) => hash),
    places,
    manifests: [...plan.closure.paths.keys()].map((path) => join(root, path, zonName)),
  });
  return { newly };
}

/** True where the lock that is there says the same, whatever line ends git gave it. */
function isLocked({ project: { lockfile }, lockText }: Plan): boolean {
  return lockfile !== undefined && formatLockfile(lockfile) === lockText;
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

function refuseDifferences(plan: Plan, found: readonly Disagreement[]): void {
  const { lockText } = plan.project;
  if (isLocked(plan) || (lockText === undefined && plan.closure.root.length === 0)) return;
  const lines = found.map(
    ({ alias, manifest, lock }) => `  \`${alias}\`: ${zonName} has ${manifest}, ${lockName} has ${lock}`,
  );
  throw installError("LOCK_DIFFERS", {
    message: [
      lockText === undefined ? `there is no ${lockName}` : `${lockName} does not fit ${zonName}`,
      ...(lines.length > 0
        ? lines
        : [`  the packages are the same, but ${lockName} would be written differently`]),
    ].join("\n"),
    hint: `run \`pantry install\` without --frozen, look at what it changes, and commit ${lockName}`,
  });
}
