import { isSystemError } from "../errors.ts";
import type { Disk, EntryKind, FolderEntry } from "./disk.ts";
import { joinPath, type PathBytes, pathKey, pathText } from "./path.ts";

export interface TreeEntry {
  /** Relative to the tree's root, with `/`. */
  readonly path: Buffer;
  readonly kind: EntryKind;
}

/**
 * Everything below a folder but the folders themselves, links not followed, in no particular order. What stands in it
 * under a name of `without` does not count.
 */
export function listTree(disk: Disk, root: PathBytes, without: ReadonlySet<string> = new Set()): TreeEntry[] {
  const entries: TreeEntry[] = [];
  const pending: Buffer[] = [Buffer.alloc(0)];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const { name, kind } of disk.list(folder.length === 0 ? root : joinPath(root, folder))) {
      if (folder.length === 0 && without.has(name.toString("latin1"))) continue;
      const path = folder.length === 0 ? name : Buffer.concat([folder, slash, name]);
      if (kind === "folder") pending.push(path);
      else entries.push({ path, kind });
    }
  }
  return entries;
}

/** What a folder holds; nothing where there is none. */
export function listIfThere(disk: Disk, path: PathBytes): FolderEntry[] {
  try {
    return disk.list(path);
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}

/** True if there is anything under that name, a dangling link included. */
export function isThere(disk: Disk, path: PathBytes): boolean {
  return disk.stat(path) !== undefined;
}

/** The folders that lead to a path, outermost first: `a/b/c.zig` gives `a` and `a/b`. */
export function parentsOf(path: PathBytes): PathBytes[] {
  const parents: PathBytes[] = [];
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) parents.push(upTo(path, at));
  return parents;
}

/** The folder that a path lies in; undefined at the top. */
export function parentOf(path: PathBytes): PathBytes | undefined {
  const end = path.lastIndexOf("/");
  return end === -1 ? undefined : upTo(path, end);
}

/** Makes the folders of a tree as its files come: each once, and only folders that are not there yet. */
export function folderMaker(disk: Disk, root: PathBytes): { makeParentsOf(path: PathBytes): void } {
  const made = new Set<string>();
  return {
    makeParentsOf(path) {
      const nearest = parentOf(path);
      if (nearest === undefined || made.has(pathKey(nearest))) return;
      for (const parent of parentsOf(path)) {
        const key = pathKey(parent);
        if (made.has(key)) continue;
        disk.makeFolder(joinPath(root, parent));
        made.add(key);
      }
    },
  };
}

function upTo(path: PathBytes, end: number): PathBytes {
  return typeof path === "string" ? path.slice(0, end) : pathText(path.subarray(0, end));
}

const slash = Buffer.from("/");
