import { join } from "node:path";
import { carryOut, type Outcome } from "./carry-out.ts";
import { installError } from "./errors.ts";
import { type Disagreement, disagreements } from "./lock.ts";
import { lockDifferences } from "./lock-differences.ts";
import { obtainer } from "./obtain.ts";
import { placedIfUpToDate, rememberSettings } from "./placed-state.ts";
import { isLocked, type Plan } from "./plan.ts";
import {
  fileLabel,
  lockName,
  projectRoots,
  readWorkspace,
  type Workspace,
  zonName,
} from "./project-files.ts";
import { rangeRemarks } from "./range-remarks.ts";
import { sweepProject } from "./sweep-project.ts";
import { unlessChanged } from "./unless-changed.ts";
import type { Workbench } from "./workbench.ts";

export interface InstallOutcome extends Outcome {
  /** How many packages were not in place before. */
  readonly newlyPlaced: number;
  /** Dependencies that somebody else wrote into build.zig.zon, or changed there. */
  readonly adopted: readonly Disagreement[];
  /** Where pantry.toml and build.zig.zon do not say the same, in words; nothing where nothing changed since then. */
  readonly remarks: readonly string[];
}

export interface InstallOptions {
  /** Change no manifest and no lock; fail where they do not fit. */
  readonly frozen: boolean;
  /** Work everything out, write nothing. */
  readonly dryRun?: boolean;
}

/**
 * Makes a project, and all that share its lock, as their files say. build.zig.zon is what counts: what differs there
 * from the lock is adopted. Nothing but the lock is ever written. Throws LOCK_DIFFERS where that is not allowed.
 */
export async function installProject(
  bench: Workbench,
  root: string,
  options: InstallOptions,
): Promise<InstallOutcome> {
  const roots = projectRoots(bench.disk, root);
  const placed = roots.map((each) => placedIfUpToDate(bench, each));
  if (placed.every((hashes) => hashes !== undefined)) {
    for (const each of roots) {
      sweepProject(bench.disk, each);
      rememberSettings(bench, each);
    }
    const packages = new Set(placed.flat()).size;
    return {
      packages,
      newlyPlaced: 0,
      changes: [],
      duplicates: [],
      notices: [],
      files: [],
      adopted: [],
      remarks: [],
    };
  }
  return unlessChanged(() => installAnew(bench, root, options));
}

async function installAnew(
  bench: Workbench,
  root: string,
  { frozen, dryRun = false }: InstallOptions,
): Promise<InstallOutcome> {
  const workspace = readWorkspace(bench.disk, root);
  const { projects, lockfile } = workspace;
  // zig says its version while packages are under way; whoever needs it sees the failure.
  if (projects.some(({ manifest }) => manifest.dependencies.size > 0))
    bench.target.layout().catch(() => undefined);
  const adopted = projects.flatMap((project) => disagreements(project, lockfile));
  if (frozen && adopted.length > 0) throw doesNotFit(workspace, adopted.map(disagreementText));
  const { plan, outcome, newlyPlaced } = await carryOut(bench, workspace, [], obtainer(bench), {
    dryRun,
    ...(frozen ? { refuse: refuseUnlocked } : {}),
  });
  const remarks = [
    ...plan.projects.flatMap(({ project, closure }) => rangeRemarks(closure.root, project)),
    ...formerLocks(bench, workspace),
  ];
  return { ...outcome, newlyPlaced, adopted, remarks };
}

function refuseUnlocked(plan: Plan): void {
  const { workspace, lockfile, projects } = plan;
  if (isLocked(plan) || projects.every(({ closure }) => closure.root.length === 0)) return;
  throw doesNotFit(workspace, lockDifferences(workspace.lockfile, lockfile));
}

/** Locks of members, from before they were members. */
function formerLocks({ disk }: Workbench, { root, projects }: Workspace): string[] {
  return projects
    .filter((project) => project.root !== root && disk.stat(join(project.root, lockName)) !== undefined)
    .map((project) => {
      const name = fileLabel(project, lockName);
      return `${name} is not read any more: ${project.path} shares the ${lockName} of its workspace, so remove it`;
    });
}

function disagreementText({ project, alias, manifest, lock }: Disagreement): string {
  return `\`${alias}\`: ${fileLabel({ path: project }, zonName)} has ${manifest}, ${lockName} has ${lock}`;
}

/** Names both sides of each difference. */
function doesNotFit({ lockText }: Workspace, differences: readonly string[]) {
  return installError("LOCK_DIFFERS", {
    message: [
      lockText === undefined ? `there is no ${lockName}` : `${lockName} does not fit ${zonName}`,
      ...differences.map((line) => `  ${line}`),
    ].join("\n"),
    hint: `run \`pantry install\` without --frozen, look at what it changes, and commit ${lockName}`,
  });
}
