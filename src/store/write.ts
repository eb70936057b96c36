import type { Disk } from "../disk/index.ts";
import { isSystemError } from "../errors.ts";
import type { StoreLayout } from "./layout.ts";

/**
 * Replaces a file of the store as a whole: it is staged in `tmp/`, where gc finds what a kill leaves, and flushed
 * before the rename. False where the folder that it belongs into is not there (any more).
 */
export function writeStored(disk: Disk, layout: StoreLayout, path: string, text: string): boolean {
  disk.makeFolders(layout.temporary);
  const temporary = layout.newTemporary();
  try {
    disk.create(temporary, Buffer.from(text), { flush: true });
    disk.rename(temporary, path);
    return true;
  } catch (error) {
    disk.removeTree(temporary);
    if (isSystemError(error, "ENOENT")) return false;
    throw error;
  }
}
