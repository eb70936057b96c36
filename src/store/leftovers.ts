import { type Disk, isAbandoned, joinPath, listIfThere, type PathBytes } from "../disk/index.ts";
import { isSystemError } from "../errors.ts";
import type { StoreLayout } from "./layout.ts";

/** What killed processes left in `tmp/`. */
export function leftovers(disk: Disk, layout: StoreLayout): PathBytes[] {
  return listIfThere(disk, layout.temporary)
    .map(({ name }) => ({ name: name.toString("latin1"), path: joinPath(layout.temporary, name) }))
    .filter(({ name, path }) => isAbandoned(disk, path, name))
    .map(({ path }) => path);
}

/** Removes it. Never fails: tidying up is no reason to, and others may be at it too. */
export function sweepLeftovers(disk: Disk, layout: StoreLayout): void {
  try {
    for (const path of leftovers(disk, layout)) disk.removeTree(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}
