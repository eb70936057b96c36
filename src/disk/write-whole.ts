import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import type { Disk } from "./disk.ts";

/**
 * Replaces a file as a whole: after a crash or a loss of power it has the old bytes or the new ones.
 * The new bytes are flushed before the rename, and the folder after it. A file keeps its mode.
 */
export function writeWhole(disk: Disk, path: string, bytes: Uint8Array | string): void {
  const temporary = `${path}.pantry-${randomBytes(6).toString("hex")}`;
  const before = disk.stat(path);
  try {
    disk.create(temporary, typeof bytes === "string" ? Buffer.from(bytes) : bytes, { flush: true });
    if (before !== undefined) disk.setMode(temporary, before.mode);
    disk.rename(temporary, path);
  } catch (error) {
    disk.removeTree(temporary);
    throw error;
  }
  disk.flushFolder(dirname(path));
}
