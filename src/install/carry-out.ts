import type { Replacement } from "../disk/index.ts";
import { namedInHash } from "../project/index.ts";
import { type DuplicatePolicy, obstacleText, type Solution } from "../resolve/index.ts";
import { applyPlan } from "./apply.ts";
import { type FileChange, fileChanges } from "./file-changes.ts";
import { type Duplicate, judgePlan } from "./judge.ts";
import { type Change, changesBetween } from "./lock.ts";
import type { Obtainer } from "./obtain.ts";
import { countPackages, type Draft, type Plan, planWorkspace, replacementsOf } from "./plan.ts";
import { fileLabel, type Workspace, zonName } from "./project-files.ts";
import type { Workbench } from "./workbench.ts";

/** What every command that changes a project tells about it. */
export interface Outcome {
  readonly changes: readonly Change[];
  /** Packages that the projects need in all. */
  readonly packages: number;
  readonly duplicates: readonly Duplicate[];
  /** What is not quite right with packages that were chosen anew, in words. */
  readonly notices: readonly string[];
  /** With `dryRun`, each file that would change. */
  readonly files: readonly FileChange[];
}

export interface CarryOutOptions {
  readonly dryRun: boolean;
  readonly explain?: boolean;
  /** Files that change besides the projects' own. */
  readonly besides?: readonly Replacement[];
  /** What to do about duplicates, where that is not what the settings say. */
  readonly policy?: DuplicatePolicy;
  /** Throws for a plan that is not to be; nothing has changed then. */
  readonly refuse?: (plan: Plan) => void;
  /** What was chosen before, if anything was. */
  readonly solution?: Solution | undefined;
}

/** The second half of every command: plans the drafts, judges what they bring, and makes it so unless it is a dry run. */
export async function carryOut(
  bench: Workbench,
  workspace: Workspace,
  drafts: readonly Draft[],
  obtain: Obtainer,
  { dryRun, explain = false, besides = [], policy = bench.duplicates, refuse, solution }: CarryOutOptions,
): Promise<{ readonly plan: Plan; readonly outcome: Outcome; readonly newlyPlaced: number }> {
  const plan = await planWorkspace(bench, workspace, drafts, obtain);
  refuse?.(plan);
  const duplicates = await judgePlan(bench, plan, { policy, explain, advice: solution?.duplicates ?? [] });
  const files = dryRun ? fileChanges(bench.disk, workspace, [...besides, ...replacementsOf(plan)]) : [];
  const newlyPlaced = dryRun ? 0 : await applyPlan(bench, plan, besides);
  const changes = changesBetween(workspace.lockfile, plan.lockfile);
  const notices = [
    ...(solution === undefined ? [] : noticesIn(solution, workspace)),
    ...(await privateNotices(bench, obtain, solution, workspace)),
    ...unpinnedText(plan),
  ];
  return {
    plan,
    outcome: { changes, packages: countPackages(plan), duplicates, notices, files },
    newlyPlaced,
  };
}

/** Private packages that are new to the lock: others who build the project cannot do it with zig alone. */
async function privateNotices(
  { registry, offline }: Workbench,
  { privates }: Obtainer,
  solution: Solution | undefined,
  { lockfile }: Workspace,
): Promise<string[]> {
  const known = new Set(lockfile?.packages.map(({ hash }) => hash));
  const found = new Set([...privates].filter((hash) => !known.has(hash)));
  for (const { requirement, hash } of solution?.direct ?? []) {
    if (offline || known.has(hash) || !("name" in requirement)) continue;
    if ((await registry.document(requirement.name))?.access === "restricted") found.add(hash);
  }
  return [...found].map((hash) => {
    const { name = hash, version = "" } = namedInHash(hash) ?? {};
    const { url } = registry.forPackage(name);
    return `${name} ${version} is private: whoever builds this needs Pantry, signed in to ${url} (\`pantry login\`), since zig by itself cannot fetch it`;
  });
}

/**
 * `soup 1.2.0 → salt 1.0.0 was yanked`. What was there before is no news. And `soup 1.3.0 is deprecated: …`, which
 * is why an older one was chosen.
 */
function noticesIn({ notices, direct }: Solution, { lockfile }: Workspace): string[] {
  const known = new Set(lockfile?.packages.map(({ hash }) => hash));
  const chosen = notices
    .filter((notice) => !known.has(notice.package.hash))
    .map((notice) => `${notice.package.path().join(" → ")} ${obstacleText(notice.why)}`);
  const deprecated = direct
    .filter(({ hash }) => !known.has(hash))
    .flatMap(({ requirement, passedOver }) =>
      passedOver
        .filter(({ why }) => why.kind === "deprecated")
        .slice(0, 1)
        .map(
          ({ release, why }) =>
            `${"name" in requirement ? requirement.name : requirement.alias} ${release.version} ${obstacleText(why)}`,
        ),
    );
  return [...chosen, ...deprecated];
}

function unpinnedText({ projects }: Plan): string[] {
  return projects.flatMap(({ project, unpinned }) =>
    unpinned.map(
      (alias) =>
        `\`${alias}\` in ${fileLabel(project, zonName)} has no hash yet: \`pantry install\` says how it gets one`,
    ),
  );
}
