import { join } from "node:path";
import type { Disk } from "../disk/index.ts";
import { isSystemError } from "../errors.ts";
import type { StoreLayout } from "./layout.ts";

/**
 * Takes a package out in one rename, so that no reader sees it half gone; its bytes are deleted in `tmp/`.
 * `isStill` sees the folder there: where somebody else has put another one in its place meanwhile, or used it, it
 * goes back. True where the package is out.
 */
export function takeOut(
  disk: Disk,
  layout: StoreLayout,
  hash: string,
  isStill: (folder: string) => boolean,
): boolean {
  disk.makeFolders(layout.temporary);
  const grave = layout.newTemporary();
  if (!renameIfThere(disk, layout.packageFolder(hash), grave)) return false;
  const putBack = !isStill(grave) && renameIfThere(disk, grave, layout.packageFolder(hash));
  if (!putBack) disk.removeTree(grave);
  return !putBack;
}

/** Throws out a package that does not verify. `judged` are the bytes of the record that was looked at. */
export function discard(
  disk: Disk,
  layout: StoreLayout,
  hash: string,
  judged: Buffer | undefined,
): undefined {
  takeOut(disk, layout, hash, (folder) => {
    const now = disk.readIfThere(join(folder, "record.json"));
    return now === undefined || judged === undefined ? now === judged : now.equals(judged);
  });
  return undefined;
}

/** False where nothing is to be renamed, or something is in the way. */
function renameIfThere(disk: Disk, from: string, to: string): boolean {
  try {
    disk.rename(from, to);
    return true;
  } catch (error) {
    if (isSystemError(error, "ENOENT", "EEXIST", "ENOTEMPTY")) return false;
    throw error;
  }
}
