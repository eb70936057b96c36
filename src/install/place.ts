import { join } from "node:path";
import type { StoredPackage } from "../store/index.ts";
import { type PlaceablePackage, placeArchive, placeTree } from "../zig/index.ts";
import type { Workbench } from "./workbench.ts";

export interface Placed {
  /** How many were not in place before. */
  readonly newly: number;
  /** What now exists: one folder or archive for each package and place. */
  readonly places: readonly string[];
}

/** Where Zig 0.16 keeps a project's packages. */
export const projectPackages = "zig-pkg";

/**
 * Puts packages where the Zig in use looks for them. For 0.16 in two places, of which each is enough: the project's
 * `zig-pkg`, and the archive in the global cache, from which a wiped `zig-pkg` heals without network.
 */
export async function placePackages(
  bench: Workbench,
  root: string,
  packages: readonly StoredPackage[],
): Promise<Placed> {
  if (packages.length === 0) return { newly: 0, places: [] };
  const { disk, target } = bench;
  const inGlobalFolder = (await target.layout()) === "global-folder";
  const parent = inGlobalFolder ? join(target.globalCache, "p") : join(root, projectPackages);
  const places: string[] = [];
  let newly = 0;
  for (const stored of packages) {
    const placeable: PlaceablePackage = { ...stored, entries: stored.record.entries };
    if (placeTree(disk, parent, placeable) === "placed") newly += 1;
    places.push(join(parent, stored.hash));
    if (inGlobalFolder) continue;
    placeArchive(disk, target.globalCache, placeable);
    places.push(join(target.globalCache, "p", `${stored.hash}.tar.gz`));
  }
  return { newly, places };
}
