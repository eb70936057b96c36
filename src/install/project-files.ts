import { dirname, join, resolve } from "node:path";
import type { Disk } from "../disk/index.ts";
import { type Lockfile, type ProjectSettings, parseLockfile, parseSettings } from "../project/index.ts";
import { decodeToml } from "../toml/index.ts";
import { type Manifest, parseManifest } from "../zon/index.ts";
import { installError } from "./errors.ts";

/** A project as its files say, with the bytes they were read from. */
export interface Project {
  readonly root: string;
  readonly zon: Buffer;
  readonly manifest: Manifest;
  readonly tomlText: string | undefined;
  readonly settings: ProjectSettings;
  readonly lockText: string | undefined;
  readonly lockfile: Lockfile | undefined;
}

export const zonName = "build.zig.zon";
export const tomlName = "pantry.toml";
export const lockName = "pantry.lock";

/** The nearest folder upwards that has a build.zig.zon. Throws PROJECT_NOT_FOUND. */
export function findProjectRoot(disk: Disk, from: string): string {
  const root = projectRootAbove(disk, from);
  if (root !== undefined) return root;
  throw installError("PROJECT_NOT_FOUND", {
    message: `there is no ${zonName} in ${resolve(from)} or above it`,
    hint: "`pantry init` makes a project here",
  });
}

/** The same, where it does not have to be one. */
export function projectRootAbove(disk: Disk, from: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (disk.stat(join(folder, zonName)) !== undefined) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** What pantry.toml sets, apart from everything else. */
export function readSettings(
  disk: Disk,
  root: string,
): { readonly settings: ProjectSettings; readonly fileName: string } {
  return { settings: parseSettings(readText(disk, root, tomlName) ?? "", tomlName), fileName: tomlName };
}

/** Reads and checks all of a project's files; nothing else looks at them afterwards. */
export function readProject(disk: Disk, root: string): Project {
  const zon = disk.read(join(root, zonName));
  const tomlText = readText(disk, root, tomlName);
  const lockText = readText(disk, root, lockName);
  return {
    root,
    zon,
    manifest: parseManifest(zon, zonName, { allowMissingPaths: true }),
    tomlText,
    settings: parseSettings(tomlText ?? "", tomlName),
    lockText,
    lockfile: lockText === undefined ? undefined : parseLockfile(lockText, lockName),
  };
}

/** Throws TOML_SYNTAX for what is not UTF-8: edited and written back it would not be what it was. */
function readText(disk: Disk, root: string, name: string): string | undefined {
  const bytes = disk.readIfThere(join(root, name));
  return bytes && decodeToml(bytes, name);
}
