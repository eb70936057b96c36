import { isSystemError } from "../errors.ts";
import type { Disk, EntryKind, FolderEntry } from "./disk.ts";
import { joinPath, type PathBytes } from "./path.ts";

export interface TreeEntry {
  /** Relative to the tree's root, with `/`. */
  readonly path: Buffer;
  readonly kind: EntryKind;
}

/** Everything below a folder but the folders themselves, links not followed, in no particular order. */
export function listTree(disk: Disk, root: PathBytes): TreeEntry[] {
  const entries: TreeEntry[] = [];
  const pending: Buffer[] = [Buffer.alloc(0)];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const { name, kind } of disk.list(folder.length === 0 ? root : joinPath(root, folder))) {
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
export function parentsOf(path: Buffer): Buffer[] {
  const parents: Buffer[] = [];
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1))
    parents.push(path.subarray(0, at));
  return parents;
}

/** Makes the folders of a tree as its files come: each once, and only folders that are not there yet. */
export function folderMaker(disk: Disk, root: PathBytes): { makeParentsOf(path: Buffer): void } {
  const made = new Set<string>();
  return {
    makeParentsOf(path) {
      const end = path.lastIndexOf("/");
      if (end === -1 || made.has(path.toString("latin1", 0, end))) return;
      for (const parent of parentsOf(path)) {
        const key = parent.toString("latin1");
        if (made.has(key)) continue;
        disk.makeFolder(joinPath(root, parent));
        made.add(key);
      }
    },
  };
}

const slash = Buffer.from("/");
