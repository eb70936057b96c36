import { isSystemError } from "../errors.ts";
import type { Disk } from "./disk.ts";
import { joinPath } from "./path.ts";
import { ownedName } from "./staged.ts";

/**
 * Runs work in a new folder of its own inside of `parent`, and removes it, whatever happened. Its name says who made it:
 * what a killed process leaves, the next sweep takes.
 */
export async function inTemporaryFolder<T>(
  disk: Disk,
  parent: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  disk.makeFolders(parent);
  const folder = joinPath(parent, ownedName()).toString();
  disk.makeFolder(folder, 0o700);
  const remove = () => disk.removeTree(folder);
  underWay.add(remove);
  try {
    return await work(folder);
  } finally {
    underWay.delete(remove);
    remove();
  }
}

/**
 * Removes the folders of all work that is under way: for a process that is about to end. Never fails: a child that
 * still writes there leaves something for the next sweep.
 */
export function removeTemporaryFolders(): void {
  for (const remove of underWay) {
    try {
      remove();
    } catch (error) {
      if (!isSystemError(error)) throw error;
    }
  }
}

const underWay = new Set<() => void>();
