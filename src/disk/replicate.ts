import type { Disk } from "./disk.ts";
import type { PathBytes } from "./path.ts";

/** How a file gets a second place: sharing its bytes, being the same file, or a copy. */
export type Way = "clone" | "link" | "copy";

/** Gives a file a second place, which must be free. */
export type Replicate = (from: PathBytes, to: PathBytes, mtimeNs: bigint) => void;

/**
 * Gives files a second place in the best of the ways that there is between two file systems: for all files of a run
 * from one folder into another. A way that turns out to be none is not tried again. A file of its own gets the time
 * of the first one, so that it is known again by size and time.
 */
export function replicator(disk: Disk, ways: readonly Way[]): Replicate {
  const left = [...ways];
  return (from, to, mtimeNs) => {
    for (let way = left[0]; way === "clone" || way === "link"; way = left[0]) {
      if (disk[way](from, to) === "linked") {
        if (way === "clone") disk.setModified(to, mtimeNs);
        return;
      }
      left.shift();
    }
    disk.copy(from, to);
    disk.setModified(to, mtimeNs);
  };
}

/** True if two times are the same as far as `Disk.setModified` can set one. */
export function isSameTime(a: bigint, b: bigint): boolean {
  const apart = a - b;
  return apart <= timeToleranceNs && apart >= -timeToleranceNs;
}

const timeToleranceNs = 2_000n;
