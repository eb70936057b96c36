import { join } from "node:path";
import { type Disk, joinPath, listTree, type PathBytes } from "../disk/index.ts";
import type { LockedPackage } from "../project/index.ts";
import type { StoredPackage } from "../store/index.ts";
import { placeTree, treeMatchesHash } from "../zig/index.ts";
import { installError } from "./errors.ts";
import { lockedBelow } from "./locked.ts";
import { obtainer } from "./obtain.ts";
import { projectPackages } from "./place.ts";
import { readProject } from "./project-files.ts";
import type { Workbench } from "./workbench.ts";

export interface DamagedPackage {
  readonly name: string;
  readonly hash: string;
  readonly folder: string;
  readonly problem: "missing" | "differs";
  /** Which files, as far as the store has the package to compare with. */
  readonly files: readonly DamagedFile[];
  readonly repaired: boolean;
}

export interface DamagedFile {
  readonly path: string;
  readonly problem: "missing" | "changed" | "extra";
}

export interface VerifyOutcome {
  readonly checked: number;
  readonly damaged: readonly DamagedPackage[];
}

/**
 * Hashes everything that is placed in a project's `zig-pkg`, as Zig itself does not, and compares it with the lock.
 * With `repair`, what is damaged is put back from the store, or fetched again. Throws LOCK_DIFFERS without a lock.
 */
export async function verifyProject(bench: Workbench, root: string, repair: boolean): Promise<VerifyOutcome> {
  const { lockfile } = readProject(bench.disk, root);
  if (lockfile === undefined) {
    throw installError("LOCK_DIFFERS", {
      message: "there is no pantry.lock to verify against",
      hint: "`pantry install` makes one from build.zig.zon",
    });
  }
  const obtain = obtainer(bench);
  const locked = lockfile.packages.filter(isHashed);
  const damaged: DamagedPackage[] = [];
  for (const { name, hash } of locked) {
    const folder = join(root, projectPackages, hash);
    const missing = bench.disk.stat(folder) === undefined;
    if (!missing && treeMatchesHash(bench.disk, folder, hash)) continue;
    const stored = bench.store.find(hash);
    const files = missing || stored === undefined ? [] : differences(bench, folder, stored);
    if (repair) {
      const source =
        stored ??
        (await obtain.byHash(lockedBelow(lockfile, [hash])[0] ?? { hash, addresses: [], neededAs: name }));
      bench.disk.removeTree(folder);
      placeTree(bench.disk, join(root, projectPackages), { ...source, entries: source.record.entries });
    }
    damaged.push({ name, hash, folder, problem: missing ? "missing" : "differs", files, repaired: repair });
  }
  return { checked: locked.length, damaged };
}

function isHashed(locked: LockedPackage): locked is LockedPackage & { readonly hash: string } {
  return locked.hash !== undefined;
}

/** Names each file of a placed package that is not as the store has it. */
function differences({ disk }: Workbench, folder: string, { tree, record }: StoredPackage): DamagedFile[] {
  const placed = new Map(listTree(disk, folder).map((entry) => [entry.path.toString("latin1"), entry]));
  const files: DamagedFile[] = [];
  for (const { path, kind } of record.entries) {
    const there = placed.get(path.toString("latin1"));
    placed.delete(path.toString("latin1"));
    if (there === undefined) files.push({ path: path.toString(), problem: "missing" });
    else if (
      there.kind !== kind ||
      !contents(disk, kind, joinPath(tree, path)).equals(contents(disk, kind, joinPath(folder, path)))
    ) {
      files.push({ path: path.toString(), problem: "changed" });
    }
  }
  for (const { path } of placed.values()) files.push({ path: path.toString(), problem: "extra" });
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function contents(disk: Disk, kind: "file" | "symlink", path: PathBytes): Buffer {
  return kind === "file" ? disk.read(path) : disk.readLink(path);
}
