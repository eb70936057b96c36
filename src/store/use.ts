import type { Disk } from "../disk/index.ts";
import { isSystemError } from "../errors.ts";
import { useToldAfterMs } from "./limits.ts";

/**
 * Notes that a package is used, by the time of its folder: gc leaves what was used of late. Told once an hour, since
 * it costs a write. False where there is no such folder.
 */
export function markUsed(disk: Disk, folder: string): boolean {
  const stat = disk.stat(folder);
  if (stat === undefined) return false;
  if (Date.now() - modifiedMs(stat) < useToldAfterMs) return true;
  try {
    disk.touch(folder);
    return true;
  } catch (error) {
    // A store that is somebody else's can be read all the same.
    if (isSystemError(error, "EACCES", "EPERM", "EROFS")) return true;
    if (isSystemError(error, "ENOENT")) return false;
    throw error;
  }
}

/** When a package was last used, in milliseconds; undefined where there is none. */
export function lastUsedMs(disk: Disk, folder: string): number | undefined {
  const stat = disk.stat(folder);
  return stat && modifiedMs(stat);
}

function modifiedMs({ mtimeNs }: { readonly mtimeNs: bigint }): number {
  return Number(mtimeNs / 1_000_000n);
}
