import type { LockedPackage } from "../project/index.ts";
import { checkPackage, packageIn, type StoredPackage } from "../store/index.ts";
import {
  differences,
  entriesOf,
  type FileProblem,
  placeArchive,
  replaceTree,
  treeMatchesHash,
} from "../zig/index.ts";
import { installError } from "./errors.ts";
import { lockedBelow, packagesBelow } from "./locked.ts";
import { obtainer } from "./obtain.ts";
import { type Places, placesFor, type Replicators, replicators } from "./place.ts";
import { readWorkspace } from "./project-files.ts";
import { sweepProject } from "./sweep-project.ts";
import { wholePackage } from "./whole-package.ts";
import type { Workbench } from "./workbench.ts";

/** A package that is not whole in one of the places where Zig looks for it. */
export interface DamagedPlace {
  readonly name: string;
  readonly hash: string;
  /** The folder, or the archive in Zig's global cache. */
  readonly path: string;
  readonly problem: "missing" | "differs";
  /** Which files of a folder, as far as the store has the package to compare with. */
  readonly files: readonly { readonly path: string; readonly problem: FileProblem["problem"] }[];
  readonly repaired: boolean;
}

export interface VerifyOutcome {
  readonly checked: number;
  readonly damaged: readonly DamagedPlace[];
}

/**
 * Reads everything that is placed for a project, or for all that share its lock (`zig-pkg`, and the archives in Zig's global cache), as Zig itself
 * does not, and compares it with the lock. With `repair`, what is damaged is put back from the store, whose copy is
 * read first, or fetched again. Throws LOCK_DIFFERS without a lock.
 */
export async function verifyProject(bench: Workbench, root: string, repair: boolean): Promise<VerifyOutcome> {
  const { projects, lockfile } = readWorkspace(bench.disk, root);
  if (lockfile === undefined) {
    throw installError("LOCK_DIFFERS", {
      message: "there is no pantry.lock to verify against",
      hint: "`pantry install` makes one from build.zig.zon",
    });
  }
  const obtain = obtainer(bench);
  const give = replicators(bench);
  const damaged: DamagedPlace[] = [];
  for (const project of projects) {
    const placesOf = await placesFor(bench, project.root);
    for (const { name, hash } of [...packagesBelow(lockfile, project.path)].filter(isHashed)) {
      const places = placesOf(hash);
      const found = [
        ...damagedTree(bench, places.tree, hash),
        ...damagedArchive(bench, places.archive, hash),
      ];
      if (repair && found.length > 0) {
        const wanted = lockedBelow(lockfile, [hash])[0] ?? { hash, addresses: [], neededAs: name };
        const stored = await wholePackage(bench, obtain, wanted);
        for (const { path } of found) putBack(bench, path, places, stored, give);
      }
      damaged.push(...found.map((each) => ({ ...each, name, hash, repaired: repair })));
    }
    if (repair) sweepProject(bench.disk, project.root);
  }
  return { checked: lockfile.packages.filter(isHashed).length, damaged };
}

type Found = Omit<DamagedPlace, "name" | "hash" | "repaired">;

function damagedTree(bench: Workbench, path: string, hash: string): Found[] {
  if (bench.disk.stat(path) === undefined) return [{ path, problem: "missing", files: [] }];
  if (treeMatchesHash(bench.disk, path, hash)) return [];
  return [{ path, problem: "differs", files: differingFiles(bench, path, hash) }];
}

/** Zig's own archive has other bytes than ours, and is as good: what counts is the package that it holds. */
function damagedArchive({ disk }: Workbench, path: string | undefined, hash: string): Found[] {
  if (path === undefined) return [];
  const bytes = disk.readIfThere(path);
  if (bytes === undefined) return [{ path, problem: "missing", files: [] }];
  return packageIn(bytes)?.hash === hash ? [] : [{ path, problem: "differs", files: [] }];
}

function differingFiles({ disk, store }: Workbench, folder: string, hash: string): Found["files"] {
  const { archive, treeIsWhole, record } = checkPackage(disk, store.layout, hash);
  const expected =
    archive?.holds.entries ??
    (treeIsWhole ? entriesOf(disk, store.layout.tree(hash), record?.entries ?? []) : undefined);
  if (expected === undefined) return [];
  return differences(disk, folder, expected).map(({ path, problem }) => ({ path: path.toString(), problem }));
}

function putBack(
  { disk }: Workbench,
  path: string,
  { tree }: Places,
  stored: StoredPackage,
  give: Replicators,
): void {
  if (path === tree) replaceTree(disk, tree, { ...stored, entries: stored.record.entries }, give.tree);
  else {
    placeArchive(disk, path, stored.archive, {
      replicate: give.archive,
      belief: { by: "bytes", placedAtMs: undefined },
    });
  }
}

function isHashed(locked: LockedPackage): locked is LockedPackage & { readonly hash: string } {
  return locked.hash !== undefined;
}
