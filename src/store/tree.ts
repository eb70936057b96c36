import { type Disk, folderMaker, joinPath, listTree, parentsOf, wholeSecondNow } from "../disk/index.ts";
import type { PackageEntry } from "../zig/index.ts";
import type { RecordedEntry } from "./record.ts";

const fileMode = 0o444;
const executableMode = 0o555;
export const storedFolderMode = 0o555;

/**
 * Writes a package's entries below an existing, empty folder, and returns what to record of them.
 * Files come first and links last, so that no link is ever followed while writing.
 */
export function writeTree(disk: Disk, folder: string, entries: readonly PackageEntry[]): RecordedEntry[] {
  const folders = folderMaker(disk, folder);
  const mtimeNs = wholeSecondNow();
  const recorded = new Map<PackageEntry, RecordedEntry>();
  for (const kind of ["file", "symlink"] as const) {
    for (const entry of entries) {
      if (entry.kind !== kind) continue;
      folders.makeParentsOf(entry.path);
      recorded.set(entry, writeEntry(disk, folder, entry, mtimeNs));
    }
  }
  return entries.map((entry) => recorded.get(entry)).filter((entry) => entry !== undefined);
}

/** All folders of a tree, from the bytes of its entries' paths; parents before children. */
export function foldersOf(entries: readonly { readonly path: Buffer }[]): Buffer[] {
  const folders = new Map<string, Buffer>();
  for (const { path } of entries) {
    const end = path.lastIndexOf("/");
    if (end === -1 || folders.has(path.toString("latin1", 0, end))) continue;
    for (const parent of parentsOf(path)) folders.set(parent.toString("latin1"), parent);
  }
  return [...folders.values()];
}

/** True if a tree holds just what is recorded of it: placing follows the record. */
export function listsTree(disk: Disk, tree: string, entries: readonly RecordedEntry[]): boolean {
  const key = (path: Buffer, kind: string) => `${kind} ${path.toString("latin1")}`;
  const listed = new Set(entries.map(({ path, kind }) => key(path, kind)));
  const there = listTree(disk, tree);
  return there.length === listed.size && there.every(({ path, kind }) => listed.has(key(path, kind)));
}

/**
 * Files get a time of their own choosing, one for all: that costs a tenth of asking each for the one it got. A write
 * through a link gives a file another one, since no clock stands at a whole second for long.
 */
function writeEntry(disk: Disk, folder: string, entry: PackageEntry, mtimeNs: bigint): RecordedEntry {
  const path = joinPath(folder, entry.path);
  if (entry.kind === "symlink") {
    disk.makeSymlink(entry.bytes, path);
    const own = disk.stat(path)?.mtimeNs ?? 0n;
    return { path: entry.path, kind: "symlink", sizeBytes: entry.bytes.length, mtimeNs: own, mode: 0o777 };
  }
  const mode = entry.executable ? executableMode : fileMode;
  disk.create(path, entry.bytes, { mode, mtimeNs });
  return { path: entry.path, kind: "file", sizeBytes: entry.bytes.length, mtimeNs, mode };
}
