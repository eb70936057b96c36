import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { type Disk, folderMaker, joinPath, listTree } from "../disk/index.ts";
import { isSystemError } from "../errors.ts";
import { zigError } from "./errors.ts";
import { treeMatchesHash } from "./tree.ts";

/** A package in the store, as placement sees it. */
export interface PlaceablePackage {
  readonly hash: string;
  /** The unpacked package, verified. */
  readonly tree: string;
  /** A gzip tar that Zig reads as this package. */
  readonly archive: string;
  readonly entries: readonly PlaceableEntry[];
}

export interface PlaceableEntry {
  readonly path: Buffer;
  readonly kind: "file" | "symlink";
  readonly sizeBytes: number;
  readonly mtimeNs: bigint;
  readonly mode: number;
}

export type PlaceResult = "placed" | "was there";

/**
 * Puts a package where Zig looks for it, as `<parent>/<hash>`: `zig-pkg` of a project (0.16), or `p` of the
 * global cache (0.14, 0.15). Files are hard links into the store, or copies where there can be none; folders are
 * ordinary ones, so that their owner can delete them. Appears by one rename, under the name Zig itself uses.
 *
 * A folder that is there already is used if it has the hash, since Zig itself never looks again; otherwise
 * PLACED_DIFFERS is thrown and it is left alone: somebody may have edited it on purpose.
 */
export function placeTree(disk: Disk, parent: string, zigPackage: PlaceablePackage): PlaceResult {
  const target = join(parent, zigPackage.hash);
  if (disk.stat(target) !== undefined) return acceptPlaced(disk, target, zigPackage);
  disk.makeFolders(parent);
  const temporary = join(parent, `.tmp-${randomBytes(8).toString("hex")}`);
  try {
    linkTree(disk, zigPackage, temporary);
    disk.rename(temporary, target);
    return "placed";
  } catch (error) {
    disk.removeTree(temporary);
    if (isSystemError(error, "EEXIST", "ENOTEMPTY")) return acceptPlaced(disk, target, zigPackage);
    throw error;
  }
}

/**
 * Puts the archive into Zig's global cache as `p/<hash>.tar.gz`: from there a `zig build` without `zig-pkg`
 * unpacks and verifies it, without network. Source: zig 0.16 lookup order.
 */
export function placeArchive(disk: Disk, globalCache: string, zigPackage: PlaceablePackage): PlaceResult {
  const folder = join(globalCache, "p");
  const target = join(folder, `${zigPackage.hash}.tar.gz`);
  if (disk.stat(target) !== undefined) return "was there";
  disk.makeFolders(folder);
  const temporary = join(folder, randomBytes(8).toString("hex"));
  try {
    if (disk.link(zigPackage.archive, temporary) === "unsupported") disk.copy(zigPackage.archive, temporary);
    disk.rename(temporary, target);
  } catch (error) {
    disk.removeTree(temporary);
    throw error;
  }
  return "placed";
}

function acceptPlaced(disk: Disk, target: string, zigPackage: PlaceablePackage): PlaceResult {
  if (isOurs(disk, target, zigPackage) || treeMatchesHash(disk, target, zigPackage.hash)) return "was there";
  throw zigError("PLACED_DIFFERS", {
    message: `${target} does not have the contents that its name promises`,
    hint: "`pantry verify` names the files, `pantry verify --repair` puts the stored copy back",
  });
}

/** True if nothing but the stored files is there, seen by size and time, which hard links share. */
function isOurs(disk: Disk, target: string, { entries }: PlaceablePackage): boolean {
  if (disk.stat(target)?.kind !== "folder" || listTree(disk, target).length !== entries.length) return false;
  return entries.every((entry) => {
    const stat = disk.stat(joinPath(target, entry.path));
    return stat?.kind === "file" && stat.sizeBytes === entry.sizeBytes && stat.mtimeNs === entry.mtimeNs;
  });
}

function linkTree(disk: Disk, { tree, entries }: PlaceablePackage, target: string): void {
  disk.makeFolder(target);
  const folders = folderMaker(disk, target);
  let canLink = true;
  for (const entry of entries) {
    folders.makeParentsOf(entry.path);
    const from = joinPath(tree, entry.path);
    const to = joinPath(target, entry.path);
    if (entry.kind === "symlink") {
      disk.makeSymlink(disk.readLink(from), to);
      continue;
    }
    canLink = canLink && disk.link(from, to) === "linked";
    if (!canLink) disk.copy(from, to);
  }
}
