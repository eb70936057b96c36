import { type Disk, isSameTime, joinPath, listTree, type PathBytes } from "../disk/index.ts";

/** A package in the store, as placement sees it. */
export interface PlaceablePackage {
  readonly hash: string;
  /** The unpacked package, verified. */
  readonly tree: string;
  readonly entries: readonly PlaceableEntry[];
}

export interface PlaceableEntry {
  readonly path: PathBytes;
  readonly kind: "file" | "symlink";
  readonly sizeBytes: number;
  readonly mtimeNs: bigint;
  readonly mode: number;
}

/**
 * How far what is in place is believed:
 *
 * - `times`: a file with the size and time of the stored one is that. So while the machine runs.
 * - `bytes`: a file that is the stored one, by another name, or has its bytes. A loss of power may have taken the
 *   bytes of others and left size and time. What was not written after `placedAtMs` and differs was lost then, not
 *   edited.
 */
export type Belief =
  | { readonly by: "times" }
  | { readonly by: "bytes"; readonly placedAtMs: number | undefined };

/** True if a folder holds the stored files as they were placed, and nothing else. */
export function isPlacedTree(
  disk: Disk,
  target: string,
  { tree, entries }: PlaceablePackage,
  belief: Belief,
): boolean {
  if (disk.stat(target)?.kind !== "folder" || listTree(disk, target).length !== entries.length) return false;
  return entries.every((entry) => {
    const [from, to] = [joinPath(tree, entry.path), joinPath(target, entry.path)];
    if (entry.kind === "file") return isPlacedFile(disk, from, to, entry, belief);
    return disk.stat(to)?.kind === "symlink" && disk.readLink(to).equals(disk.readLink(from));
  });
}

/** The same for an archive. */
export function isPlacedArchive(disk: Disk, target: string, archive: string, belief: Belief): boolean {
  const stored = disk.stat(archive);
  return stored !== undefined && isPlacedFile(disk, archive, target, stored, belief);
}

function isPlacedFile(
  disk: Disk,
  from: PathBytes,
  to: PathBytes,
  stored: { readonly sizeBytes: number; readonly mtimeNs: bigint },
  belief: Belief,
): boolean {
  const placed = disk.stat(to);
  if (placed?.kind !== "file" || placed.sizeBytes !== stored.sizeBytes) return false;
  if (!isSameTime(placed.mtimeNs, stored.mtimeNs)) return false;
  if (belief.by === "times") return true;
  const own = disk.stat(from);
  const isSameFile = own !== undefined && own.inode === placed.inode && own.device === placed.device;
  return isSameFile || disk.read(from).equals(disk.read(to));
}

/** True if somebody wrote a file there after it was placed. */
export function wasEdited(disk: Disk, target: string, placedAtMs: number): boolean {
  return listTree(disk, target).some(({ path }) => {
    const stat = disk.stat(joinPath(target, path));
    return stat !== undefined && Number(stat.mtimeNs / 1_000_000n) > placedAtMs;
  });
}
