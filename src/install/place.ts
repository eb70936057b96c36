import { join } from "node:path";
import { type Replicate, replicator, sweepStaged } from "../disk/index.ts";
import { isSystemError } from "../errors.ts";
import type { StoredPackage } from "../store/index.ts";
import { type Belief, type PlaceResult, placeArchive, placedArchive, placeTree } from "../zig/index.ts";
import { installError } from "./errors.ts";
import type { Workbench } from "./workbench.ts";

export interface Placed {
  /** The hashes of packages that were not in place before. */
  readonly newly: readonly string[];
  /** True if all of it was there, just as Pantry left it. */
  readonly untouched: boolean;
  /** What now exists: one folder or archive for each package and place. */
  readonly places: readonly string[];
}

/** Where Zig 0.16 keeps a project's packages. */
export const projectPackages = "zig-pkg";

/** Where the Zig in use looks for one package. */
export interface Places {
  readonly tree: string;
  /** Only Zig 0.16 looks for one. */
  readonly archive: string | undefined;
}

/**
 * Puts packages where the Zig in use looks for them. For 0.16 in two places, of which each is enough: the project's
 * `zig-pkg`, and the archive in the global cache, from which a wiped `zig-pkg` heals without network.
 * `believe` says how far what is in a place already is believed.
 * Throws STORE_CHANGED where a package vanishes from the store meanwhile, and PLACED_DIFFERS.
 */
export async function placePackages(
  bench: Workbench,
  root: string,
  packages: readonly StoredPackage[],
  believe: (place: string) => Belief,
): Promise<Placed> {
  if (packages.length === 0) return { newly: [], untouched: true, places: [] };
  sweepStaged(bench.disk, cacheFolder(bench));
  const placesOf = await placesFor(bench, root);
  const give = replicators(bench);
  const all: string[] = [];
  const results: PlaceResult[] = [];
  const newly: string[] = [];
  for (const stored of packages) {
    const places = placesOf(stored.hash);
    const placed = unlessLost(stored.hash, () => placeOne(bench, stored, places, believe, give));
    if (placed[0] === "placed") newly.push(stored.hash);
    results.push(...placed);
    all.push(places.tree, ...(places.archive === undefined ? [] : [places.archive]));
  }
  return { newly, untouched: results.every((result) => result === "was there"), places: all };
}

/** Asks once which Zig is in use. */
export async function placesFor(bench: Workbench, root: string): Promise<(hash: string) => Places> {
  const { globalCache } = bench.target;
  if ((await bench.target.layout()) === "global-folder") {
    return (hash) => ({ tree: join(cacheFolder(bench), hash), archive: undefined });
  }
  return (hash) => ({
    tree: join(root, projectPackages, hash),
    archive: placedArchive(globalCache, hash),
  });
}

/** How files get from the store to where they are placed. Each remembers what turned out to be impossible. */
export interface Replicators {
  readonly tree: Replicate;
  readonly archive: Replicate;
}

export function replicators({ disk }: Workbench): Replicators {
  return {
    tree: replicator(disk, ["clone", "link", "copy"]),
    // Nobody edits an archive, and one that is the stored file is known again by that.
    archive: replicator(disk, ["link", "copy"]),
  };
}

function placeOne(
  { disk }: Workbench,
  stored: StoredPackage,
  { tree, archive }: Places,
  believe: (place: string) => Belief,
  give: Replicators,
): PlaceResult[] {
  const placeable = { ...stored, entries: stored.record.entries };
  const results = [placeTree(disk, tree, placeable, { replicate: give.tree, belief: believe(tree) })];
  if (archive !== undefined) {
    results.push(
      placeArchive(disk, archive, stored.archive, { replicate: give.archive, belief: believe(archive) }),
    );
  }
  return results;
}

function cacheFolder({ target }: Workbench): string {
  return join(target.globalCache, "p");
}

/** gc, or somebody who finds a package damaged, takes it out of the store without asking who is placing it. */
function unlessLost<T>(hash: string, place: () => T): T {
  try {
    return place();
  } catch (error) {
    if (!isSystemError(error, "ENOENT")) throw error;
    throw installError("STORE_CHANGED", {
      message: `${hash} vanished from the store while it was being placed`,
      hint: "run the same command again",
      cause: error,
    });
  }
}
