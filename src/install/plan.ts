import { join } from "node:path";
import type { Replacement } from "../disk/index.ts";
import { formatLockfile, type Lockfile, type ProjectSettings, parseSettings } from "../project/index.ts";
import { parseOwnManifest } from "../zon/index.ts";
import { type Closure, walkClosure } from "./closure.ts";
import { unpinnedIn } from "./edges.ts";
import { lockfileOf } from "./lock.ts";
import type { Obtainer } from "./obtain.ts";
import { fileLabel, lockName, type Project, tomlName, type Workspace, zonName } from "./project-files.ts";
import type { Workbench } from "./workbench.ts";

/** What a project's own files are to say. */
export interface Draft {
  readonly project: Project;
  readonly zon: Buffer;
  readonly tomlText: string | undefined;
}

/** What a project is to be: its files as they shall read, and all that they need. */
export interface PlannedProject extends Draft {
  readonly settings: ProjectSettings;
  readonly closure: Closure;
  /** Dependencies that are left out until they have a hash. */
  readonly unpinned: readonly string[];
}

export interface Plan {
  readonly workspace: Workspace;
  readonly projects: readonly PlannedProject[];
  readonly lockfile: Lockfile;
  readonly lockText: string;
}

/**
 * Works out what the projects of a workspace need if their files read so; who has no draft stays as it is. Fetches it
 * into the store, and changes nothing else. In a draft, dependencies that have no hash yet are left for later: they
 * get theirs one after the other.
 */
export async function planWorkspace(
  bench: Workbench,
  workspace: Workspace,
  drafts: readonly Draft[],
  obtain: Obtainer,
): Promise<Plan> {
  const drafted = workspace.projects.map((project) => {
    const draft = drafts.find((each) => each.project === project);
    if (draft === undefined) return { ...project, project, unpinned: [] };
    const { zon, tomlText } = draft;
    const manifest = parseOwnManifest(zon, fileLabel(project, zonName));
    const unpinned = unpinnedIn(manifest);
    const dependencies = new Map([...manifest.dependencies].filter(([alias]) => !unpinned.includes(alias)));
    return { project, zon, tomlText, manifest: { ...manifest, dependencies }, unpinned };
  });
  // A member that another depends on by path counts as it is to be.
  const manifests = new Map(drafted.map(({ project, manifest }) => [project.root, manifest]));
  const projects = await Promise.all(
    drafted.map(async ({ project, zon, tomlText, manifest, unpinned }): Promise<PlannedProject> => {
      const settings = parseSettings(tomlText ?? "", fileLabel(project, tomlName));
      const { root } = project;
      const closure = await walkClosure(bench, root, manifest, obtain, workspace.lockfile, manifests);
      return { project, zon, tomlText, settings, closure, unpinned };
    }),
  );
  const lockfile = lockfileOf(projects, workspace.lockfile);
  return { workspace, projects, lockfile, lockText: formatLockfile(lockfile) };
}

/**
 * True where the lock that is there says the same, whatever line ends git gave it. An archive's integrity that one of
 * the two does not know is no difference: who found the package in the store or by its hash never saw the archive.
 */
export function isLocked({ workspace, lockfile: wanted, lockText }: Plan): boolean {
  const { lockfile } = workspace;
  if (lockfile === undefined) return false;
  if (workspace.lockText === lockText) return true;
  return formatLockfile(comparable(lockfile, wanted)) === formatLockfile(comparable(wanted, lockfile));
}

/** The files that are to change, the ones that others serve last: each manifest behind what says more about it. */
export function replacementsOf(plan: Plan): Replacement[] {
  const { workspace, projects, lockText } = plan;
  const unchanged = ({ project, zon }: PlannedProject) =>
    project.manifest.dependencies.size === 0 && zon.equals(project.zon);
  const isEmpty = workspace.lockText === undefined && projects.every(unchanged);
  const lock = { path: join(workspace.root, lockName), bytes: Buffer.from(lockText) };
  return [
    ...(isLocked(plan) || isEmpty ? [] : [lock]),
    ...projects.flatMap(({ project, tomlText }) =>
      tomlText === undefined || tomlText === project.tomlText
        ? []
        : [{ path: join(project.root, tomlName), bytes: Buffer.from(tomlText) }],
    ),
    ...projects.flatMap(({ project, zon }) =>
      zon.equals(project.zon) ? [] : [{ path: join(project.root, zonName), bytes: zon }],
    ),
  ];
}

/** How many packages the projects need in all. */
export function countPackages({ projects }: Plan): number {
  return new Set(projects.flatMap(({ closure }) => [...closure.packages.keys()])).size;
}

/** One lock as it reads beside another: without what only one of them can know. */
function comparable(lockfile: Lockfile, other: Lockfile): Lockfile {
  const known = new Map(other.packages.map((each) => [each.hash, each.integrity]));
  const packages = lockfile.packages.map((each) => {
    const decides = each.source.kind === "registry" && known.get(each.hash) !== undefined;
    return decides ? each : { ...each, integrity: undefined };
  });
  return { ...lockfile, packages };
}
