import { dirname, join, posix, relative, resolve } from "node:path";
import type { Disk } from "../disk/index.ts";
import { type Lockfile, type ProjectSettings, parseLockfile, parseSettings } from "../project/index.ts";
import { shellWord } from "../shell-word.ts";
import { decodeToml } from "../toml/index.ts";
import { type Manifest, parseOwnManifest } from "../zon/index.ts";
import { installError } from "./errors.ts";
import { isWorkspace, memberPaths, workspaceAbove } from "./members.ts";
import { lockName, tomlName, zonName } from "./names.ts";

export { lockName, tomlName, zonName };

/** Where npm's users keep what their project needs. */
const npmName = "package.json";

/** A project as its files say, with the bytes they were read from. */
export interface Project {
  readonly root: string;
  /** Relative to its workspace, as the lock and messages name it; `.` where it stands alone. */
  readonly path: string;
  readonly zon: Buffer;
  readonly manifest: Manifest;
  readonly tomlText: string | undefined;
  readonly settings: ProjectSettings;
}

/** The projects that share a lock: those that a `[workspace]` names, or one that stands alone. */
export interface Workspace {
  readonly root: string;
  /** Sorted by path. */
  readonly projects: readonly Project[];
  readonly lockText: string | undefined;
  readonly lockfile: Lockfile | undefined;
  /** All that was read, by its path; undefined for what is not there. */
  readonly files: ReadonlyMap<string, Buffer | undefined>;
}

/** The nearest folder upwards that has a build.zig.zon, or is the root of a workspace. Throws PROJECT_NOT_FOUND. */
export function findProjectRoot(disk: Disk, from: string): string {
  const root = projectRootAbove(disk, from);
  if (root !== undefined) return root;
  const npmRoot = folderAbove(from, (folder) => disk.stat(join(folder, npmName)) !== undefined);
  throw installError(
    "PROJECT_NOT_FOUND",
    npmRoot === undefined
      ? {
          message: `there is no ${zonName} in ${resolve(from)} or above it`,
          hint: "`pantry init` makes a project here",
        }
      : {
          message: `${npmRoot} is a project of npm: it has a ${npmName}, and no ${zonName}`,
          hint: "npm itself works with a registry of Pantry (`npm install --registry URL`, `npm publish --registry URL`); `pantry init` makes a Zig project",
        },
  );
}

/** The same, where it does not have to be one. */
export function projectRootAbove(disk: Disk, from: string): string | undefined {
  return folderAbove(
    from,
    (folder) => disk.stat(join(folder, zonName)) !== undefined || isWorkspace(disk, folder),
  );
}

/** The nearest folder upwards of which that is true. */
function folderAbove(from: string, isIt: (folder: string) => boolean): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (isIt(folder)) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** What pantry.toml sets, apart from everything else: for a member of a workspace that of the workspace. */
export function readSettings(
  disk: Disk,
  root: string,
): { readonly settings: ProjectSettings; readonly fileName: string } {
  const bytes = disk.readIfThere(join(workspaceAbove(disk, root), tomlName));
  return { settings: parseSettings(bytes ? decodeToml(bytes, tomlName) : "", tomlName), fileName: tomlName };
}

/** The folders of all projects that share a lock with the one at `root`. */
export function projectRoots(disk: Disk, root: string): readonly string[] {
  const folder = workspaceAbove(disk, root);
  return memberPaths(disk, folder).map((path) => join(folder, path));
}

/**
 * Reads and checks all files of a project and of those that share its lock; nothing else looks at them afterwards.
 * `root` is the folder of any of them. Throws WORKSPACE_INVALID, and what the readers of the files throw.
 */
export function readWorkspace(disk: Disk, root: string): Workspace {
  const folder = workspaceAbove(disk, root);
  const files = new Map<string, Buffer | undefined>();
  const read = (path: string): Buffer | undefined => {
    const bytes = disk.readIfThere(join(folder, path));
    files.set(join(folder, path), bytes);
    return bytes;
  };
  read(tomlName);
  const projects = memberPaths(disk, folder).map((path) => readProject(folder, path, read));
  const lock = read(lockName);
  const lockText = lock && decodeToml(lock, lockName);
  const lockfile = lockText === undefined ? undefined : parseLockfile(lockText, lockName);
  return { root: folder, projects, lockText, lockfile, files };
}

/** The project in a folder. Throws PROJECT_NOT_FOUND at the root of a workspace that has none itself. */
export function projectAt({ projects }: Workspace, root: string): Project {
  const found = projects.find((each) => each.root === root);
  if (found !== undefined) return found;
  // The hint is typed where the user stands, which `-C` may have led away from.
  const [member] = projects.map((each) => shellWord(relative(process.cwd(), each.root) || "."));
  throw installError("PROJECT_NOT_FOUND", {
    message: `${root} is the root of a workspace, and no project itself`,
    hint: `say which member is meant: \`-C ${member ?? "MEMBER"}\``,
  });
}

/** How messages call a file of a project: `app/build.zig.zon`, or `build.zig.zon` where it stands alone. */
export function fileLabel({ path }: Pick<Project, "path">, name: string): string {
  return posix.join(path, name);
}

/** Throws TOML_SYNTAX for what is not UTF-8: edited and written back it would not be what it was. */
function readProject(folder: string, path: string, read: (path: string) => Buffer | undefined): Project {
  const zonLabel = fileLabel({ path }, zonName);
  const tomlLabel = fileLabel({ path }, tomlName);
  const zon = read(zonLabel);
  if (zon === undefined) {
    throw installError("WORKSPACE_INVALID", {
      message: `the workspace has a member ${path}, and there is no ${zonName} in it`,
      hint: `mend \`members\` in ${join(folder, tomlName)}`,
    });
  }
  const toml = read(tomlLabel);
  const tomlText = toml && decodeToml(toml, tomlLabel);
  const settings = parseSettings(tomlText ?? "", tomlLabel);
  if (path !== ".") refuseOwnSettings(settings, tomlLabel);
  return {
    root: join(folder, path),
    path,
    zon,
    manifest: parseOwnManifest(zon, zonLabel),
    tomlText,
    settings,
  };
}

/** What is solved together has one policy. */
function refuseOwnSettings(
  { dependencies: _, about: _about, ...others }: ProjectSettings,
  label: string,
): void {
  if (Object.values(others).every((value) => value === undefined)) return;
  throw installError("WORKSPACE_INVALID", {
    message: `${label} is that of a member of a workspace, and sets what holds for all of it`,
    hint: `keep \`[dependencies]\` and \`[package]\` there, and move all else to ${tomlName} in the root`,
  });
}
