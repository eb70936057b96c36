import {
  type Disk,
  folderMaker,
  joinPath,
  listTree,
  type PathBytes,
  parentOf,
  parentsOf,
  pathKey,
  pathText,
  wholeSecondNow,
} from "../disk/index.ts";
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
      const path = pathText(entry.path);
      folders.makeParentsOf(path);
      recorded.set(entry, writeEntry(disk, joinPath(folder, path), entry, { path, mtimeNs }));
    }
  }
  return entries.map((entry) => recorded.get(entry)).filter((entry) => entry !== undefined);
}

/** All folders of a tree, from its entries' paths; parents before children. */
export function foldersOf(entries: readonly { readonly path: PathBytes }[]): PathBytes[] {
  const folders = new Map<string, PathBytes>();
  for (const { path } of entries) {
    const nearest = parentOf(path);
    if (nearest === undefined || folders.has(pathKey(nearest))) continue;
    for (const parent of parentsOf(path)) folders.set(pathKey(parent), parent);
  }
  return [...folders.values()];
}

/** True if a tree holds just what is recorded of it: placing follows the record. */
export function listsTree(disk: Disk, tree: string, entries: readonly RecordedEntry[]): boolean {
  const key = (path: PathBytes, kind: string) => `${kind} ${pathKey(path)}`;
  const listed = new Set(entries.map(({ path, kind }) => key(path, kind)));
  const there = listTree(disk, tree);
  return there.length === listed.size && there.every(({ path, kind }) => listed.has(key(path, kind)));
}

/**
 * Files get a time of their own choosing, one for all: that costs a tenth of asking each for the one it got. A write
 * through a link gives a file another one, since no clock stands at a whole second for long.
 */
function writeEntry(
  disk: Disk,
  at: PathBytes,
  { kind, bytes, executable }: PackageEntry,
  { path, mtimeNs }: Pick<RecordedEntry, "path" | "mtimeNs">,
): RecordedEntry {
  if (kind === "symlink") {
    disk.makeSymlink(bytes, at);
    const own = disk.stat(at)?.mtimeNs ?? 0n;
    return { path, kind, sizeBytes: bytes.length, mtimeNs: own, mode: 0o777 };
  }
  const mode = executable ? executableMode : fileMode;
  disk.create(at, bytes, { mode, mtimeNs });
  return { path, kind, sizeBytes: bytes.length, mtimeNs, mode };
}
