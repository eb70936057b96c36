import { type Disk, isThere, joinPath, listIfThere, listTree, type PathBytes } from "../disk/index.ts";
import { isSystemError } from "../errors.ts";
import { isHash } from "../zig/index.ts";
import type { StoreLayout } from "./layout.ts";

/** What something takes, in bytes of its files, and what the disk gets back if it is removed. */
export interface Sizes {
  readonly sizeBytes: number;
  /** Less than the size where a project has files of it by another name. */
  readonly freedBytes: number;
}

export interface StoreSize {
  readonly packages: number;
  readonly treeBytes: number;
  readonly archiveBytes: number;
  /** What registries said. */
  readonly documentBytes: number;
  readonly temporaryBytes: number;
  readonly totalBytes: number;
}

export function storeSize(disk: Disk, layout: StoreLayout): StoreSize {
  const packages = listIfThere(disk, layout.zig).filter(({ name }) => isHash(name.toString())).length;
  const [treeBytes = 0, archiveBytes = 0, documentBytes = 0, temporaryBytes = 0, totalBytes = 0] = [
    layout.zig,
    layout.blobs,
    layout.index,
    layout.temporary,
    layout.root,
  ].map((folder) => sizesOf(disk, folder).sizeBytes);
  return { packages, treeBytes, archiveBytes, documentBytes, temporaryBytes, totalBytes };
}

/** Of a file, or of all files below a folder. What goes away meanwhile counts nothing. */
export function sizesOf(disk: Disk, path: PathBytes): Sizes {
  const own = disk.stat(path);
  const paths = own?.kind === "folder" ? filesBelow(disk, path) : [path];
  let [sizeBytes, freedBytes] = [0, 0];
  for (const each of paths) {
    const stat = disk.stat(each);
    if (stat?.kind !== "file") continue;
    sizeBytes += stat.sizeBytes;
    if (stat.links <= 1) freedBytes += stat.sizeBytes;
  }
  return { sizeBytes, freedBytes };
}

function filesBelow(disk: Disk, folder: PathBytes): PathBytes[] {
  try {
    return listTree(disk, folder).map(({ path }) => joinPath(folder, path));
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR"))
      return isThere(disk, folder) ? filesBelow(disk, folder) : [];
    throw error;
  }
}
