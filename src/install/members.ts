import { dirname, join, posix, relative, sep } from "node:path";
import { type Disk, listIfThere } from "../disk/index.ts";
import { parseSettings } from "../project/index.ts";
import { decodeToml } from "../toml/index.ts";
import { installError } from "./errors.ts";
import { tomlName, zonName } from "./names.ts";

/**
 * The folder of the workspace that a project belongs to: the nearest one upwards whose `[workspace]` names it; the
 * project's own where none does. A workspace of somebody else's claims nothing: in a folder that many write to, it
 * would give their settings to a project that never heard of them.
 */
export function workspaceAbove(disk: Disk, root: string): string {
  if (isWorkspace(disk, root)) return root;
  for (let folder = dirname(root); ; folder = dirname(folder)) {
    const path = relative(folder, root).split(sep).join("/");
    if (
      haveOneOwner(disk, join(folder, tomlName), root) &&
      patternsAt(disk, folder)?.some((each) => matches(each, path)) === true
    )
      return folder;
    if (folder === dirname(folder)) return root;
  }
}

/**
 * The paths of the projects in a workspace, sorted; `.` for one that stands alone. The root is one of them where it
 * has a build.zig.zon. Folders that `*` finds and that have none are passed over. Throws WORKSPACE_INVALID.
 */
export function memberPaths(disk: Disk, root: string): readonly string[] {
  const patterns = patternsAt(disk, root);
  if (patterns === undefined) return ["."];
  const isProject = (path: string) => disk.stat(join(root, path, zonName)) !== undefined;
  const found = patterns.flatMap((pattern) =>
    pattern.includes("*") ? expand(disk, root, pattern).filter(isProject) : [pattern],
  );
  const paths = [...new Set([...(isProject(".") ? ["."] : []), ...found])].sort();
  if (paths.length > 0) return paths;
  throw installError("WORKSPACE_INVALID", {
    message: `the workspace in ${root} has no members`,
    hint: `name them in ${tomlName}: \`[workspace] members = ["app", "lib/*"]\``,
  });
}

/** True where a pantry.toml has a `[workspace]`. */
export function isWorkspace(disk: Disk, folder: string): boolean {
  return patternsAt(disk, folder) !== undefined;
}

/** False where a pantry.toml has no `[workspace]` for sure, as most: it is not even parsed. */
export function mayBeWorkspace(toml: Buffer | undefined): toml is Buffer {
  return toml?.includes("workspace") === true;
}

/** The system's administrator counts as everybody's. */
function haveOneOwner(disk: Disk, claim: string, root: string): boolean {
  const owner = disk.stat(claim)?.owner;
  return owner === 0 || owner === (disk.stat(root)?.owner ?? owner);
}

function patternsAt(disk: Disk, folder: string): readonly string[] | undefined {
  const bytes = disk.readIfThere(join(folder, tomlName));
  // What is broken somewhere above is nobody's business here.
  if (!mayBeWorkspace(bytes)) return undefined;
  const label = join(folder, tomlName);
  return parseSettings(decodeToml(bytes, label), label).members;
}

/** `lib/*` gives the folders in `lib`. */
function expand(disk: Disk, root: string, pattern: string): string[] {
  let paths = ["."];
  for (const part of pattern.split("/")) {
    paths = paths.flatMap((path) =>
      part.includes("*")
        ? listIfThere(disk, join(root, path))
            .filter(({ kind, name }) => kind === "folder" && matches(part, name.toString()))
            .map(({ name }) => posix.join(path, name.toString()))
        : [posix.join(path, part)],
    );
  }
  return paths;
}

/** Part by part; a `*` stands for anything but `/`, and for nothing that begins with a dot. */
function matches(pattern: string, path: string): boolean {
  const [patterns, parts] = [pattern.split("/"), path.split("/")];
  return (
    patterns.length === parts.length &&
    patterns.every((each, at) => {
      const part = parts[at] ?? "";
      if (!each.includes("*")) return each === part;
      const regex = each.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
      return !part.startsWith(".") && new RegExp(`^${regex}$`).test(part);
    })
  );
}
