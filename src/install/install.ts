import { applyPlan } from "./apply.ts";
import { rootEdges } from "./closure.ts";
import { installError } from "./errors.ts";
import { type Change, changesBetween, type Disagreement, disagreements } from "./lock.ts";
import { obtainer } from "./obtain.ts";
import { countIfUpToDate } from "./placed-state.ts";
import { isLocked, planProject } from "./plan.ts";
import { lockName, type Project, readProject, zonName } from "./project-files.ts";
import { rangeRemarks } from "./range-remarks.ts";
import { sweepProject } from "./sweep-project.ts";
import { unlessChanged } from "./unless-changed.ts";
import type { Workbench } from "./workbench.ts";

export interface InstallOutcome {
  /** Packages that the project needs in all. */
  readonly packages: number;
  /** How many of them were not in place before. */
  readonly newlyPlaced: number;
  readonly changes: readonly Change[];
  /** Dependencies that somebody else wrote into build.zig.zon, or changed there. */
  readonly adopted: readonly Disagreement[];
  /** Where pantry.toml and build.zig.zon do not say the same, in words; nothing where nothing changed since then. */
  readonly remarks: readonly string[];
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
  if (upToDate !== undefined) {
    sweepProject(bench.disk, root);
    return { packages: upToDate, newlyPlaced: 0, changes: [], adopted: [], remarks: [] };
  }
  return unlessChanged(() => installAnew(bench, root, options));
}

async function installAnew(
  bench: Workbench,
  root: string,
  { frozen }: InstallOptions,
): Promise<InstallOutcome> {
  const project = readProject(bench.disk, root);
  // zig says its version while packages are under way; whoever needs it sees the failure.
  if (project.manifest.dependencies.size > 0) bench.target.layout().catch(() => undefined);
  const adopted = disagreements(rootEdges(project.manifest), project.lockfile);
  if (frozen && adopted.length > 0) throw doesNotFit(project, adopted);
  const plan = await planProject(bench, project, project, obtainer(bench));
  if (frozen && !isLocked(plan) && plan.closure.root.length > 0) throw doesNotFit(project, []);
  const { newly } = await applyPlan(bench, plan, []);
  return {
    packages: plan.closure.packages.size,
    newlyPlaced: newly,
    changes: changesBetween(project.lockfile, plan.lockfile),
    adopted,
    remarks: rangeRemarks(plan.closure.root, project.settings),
  };
}

/** Names both sides of each difference. */
function doesNotFit({ lockText }: Project, found: readonly Disagreement[]) {
  const lines = found.map(
    ({ alias, manifest, lock }) => `  \`${alias}\`: ${zonName} has ${manifest}, ${lockName} has ${lock}`,
  );
  return installError("LOCK_DIFFERS", {
    message: [
      lockText === undefined ? `there is no ${lockName}` : `${lockName} does not fit ${zonName}`,
      ...(lines.length > 0
        ? lines
        : ["  the direct dependencies are the same, but what lies below them is not"]),
    ].join("\n"),
    hint: `run \`pantry install\` without --frozen, look at what it changes, and commit ${lockName}`,
  });
}
