import { dirname, join } from "node:path";
import { type Disk, folderMaker, joinPath, type Replicate, stagedPath } from "../disk/index.ts";
import { isSystemError } from "../errors.ts";
import { zigError } from "./errors.ts";
import { type Belief, isPlacedArchive, isPlacedTree, type PlaceablePackage, wasEdited } from "./placed.ts";
import { treeMatchesHash } from "./tree.ts";

/** `confirmed`: it was there and has the hash, but is not just as Pantry left it: Zig or somebody else wrote it. */
export type PlaceResult = "placed" | "was there" | "confirmed";

export interface Placing {
  /** How files get from the store to this place. */
  readonly replicate: Replicate;
  readonly belief: Belief;
}

/**
 * Puts a package where Zig looks for it: `zig-pkg/<hash>` in a project (0.16), or `p/<hash>` in the global cache
 * (0.14, 0.15: known from their sources, untried). Folders are ordinary ones, so that their owner can delete them. Appears by one rename.
 *
 * A folder that is there already is used if it has the hash, since Zig itself never looks again. One that a loss of
 * power damaged is put back; otherwise PLACED_DIFFERS is thrown, and it is left alone: somebody may have edited it on
 * purpose.
 */
export function placeTree(
  disk: Disk,
  target: string,
  zigPackage: PlaceablePackage,
  { replicate, belief }: Placing,
): PlaceResult {
  if (disk.stat(target) === undefined) {
    disk.makeFolders(dirname(target));
    if (putTree(disk, target, zigPackage, replicate)) return "placed";
  }
  if (isPlacedTree(disk, target, zigPackage, belief)) return "was there";
  if (treeMatchesHash(disk, target, zigPackage.hash)) return "confirmed";
  const lost = belief.by === "bytes" && belief.placedAtMs !== undefined;
  if (!lost || wasEdited(disk, target, belief.placedAtMs)) throw placedDiffers(target);
  replaceTree(disk, target, zigPackage, replicate);
  return "placed";
}

/** Puts a package in the place of whatever is there. Killed in between, nothing is there. */
export function replaceTree(
  disk: Disk,
  target: string,
  zigPackage: PlaceablePackage,
  replicate: Replicate,
): void {
  removePlaced(disk, target);
  if (!putTree(disk, target, zigPackage, replicate) && !treeMatchesHash(disk, target, zigPackage.hash)) {
    throw placedDiffers(target);
  }
}

/** Takes a package away in one rename, so that none stands there half. */
export function removePlaced(disk: Disk, target: string): void {
  const grave = stagedPath(target);
  try {
    disk.rename(target, grave);
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return;
    throw error;
  }
  disk.removeTree(grave);
}

/**
 * Puts a stored archive into Zig's global cache as `p/<hash>.tar.gz`: from there a `zig build` without `zig-pkg`
 * unpacks and verifies it, without network. Source: zig 0.16 lookup order.
 *
 * Another one that is there is replaced: Zig can hang on a damaged one, and ours is known to be right.
 */
export function placeArchive(
  disk: Disk,
  target: string,
  archive: string,
  { replicate, belief }: Placing,
): PlaceResult {
  if (isPlacedArchive(disk, target, archive, belief)) return "was there";
  const stored = disk.stat(archive);
  disk.makeFolders(dirname(target));
  const temporary = stagedPath(target);
  try {
    replicate(archive, temporary, stored?.mtimeNs ?? 0n);
    disk.rename(temporary, target);
  } finally {
    // Also after the rename: where somebody else was quicker both are the same file, and then it does nothing.
    disk.removeTree(temporary);
  }
  return "placed";
}

/** Where Zig 0.16 looks for a package's archive. */
export function placedArchive(globalCache: string, hash: string): string {
  return join(globalCache, "p", `${hash}.tar.gz`);
}

/** False where something is there meanwhile. */
function putTree(disk: Disk, target: string, zigPackage: PlaceablePackage, replicate: Replicate): boolean {
  const temporary = stagedPath(target);
  try {
    fillTree(disk, temporary, zigPackage, replicate);
    disk.rename(temporary, target);
    return true;
  } catch (error) {
    disk.removeTree(temporary);
    if (isSystemError(error, "EEXIST", "ENOTEMPTY", "ENOTDIR")) return false;
    throw error;
  }
}

function fillTree(
  disk: Disk,
  target: string,
  { tree, entries }: PlaceablePackage,
  replicate: Replicate,
): void {
  disk.makeFolder(target);
  const folders = folderMaker(disk, target);
  for (const { path, kind, mtimeNs } of entries) {
    folders.makeParentsOf(path);
    const from = joinPath(tree, path);
    const to = joinPath(target, path);
    if (kind === "symlink") disk.makeSymlink(disk.readLink(from), to);
    else replicate(from, to, mtimeNs);
  }
}

function placedDiffers(target: string) {
  return zigError("PLACED_DIFFERS", {
    message: `${target} does not have the contents that its name promises`,
    hint: "`pantry verify` names the files, `pantry verify --repair` puts the stored copy back",
  });
}
