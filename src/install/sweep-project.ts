import { join } from "node:path";
import { type Disk, sweepStaged } from "../disk/index.ts";
import { projectPackages } from "./place.ts";

/** Removes what runs that were killed left staged in a project. Runs beside this one keep theirs. */
export function sweepProject(disk: Disk, root: string): void {
  sweepStaged(disk, root);
  sweepStaged(disk, join(root, projectPackages));
}
