import type { Disk } from "./disk.ts";

/** A file that changes gets another key; one that is not there has the key `none`. */
export function fileKey(disk: Disk, path: string): string {
  const stat = disk.stat(path);
  return stat === undefined ? "none" : `${stat.sizeBytes}-${stat.mtimeNs}-${stat.inode}`;
}
