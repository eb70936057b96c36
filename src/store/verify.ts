import { join } from "node:path";
import { type Disk, isThere, listIfThere } from "../disk/index.ts";
import { isSystemError } from "../errors.ts";
import { isHash } from "../zig/index.ts";
import { blobFiles, readBlob } from "./blobs.ts";
import { type CheckedPackage, checkPackage, type DamagedFile } from "./check.ts";
import type { StoreLayout } from "./layout.ts";
import { readRoots } from "./roots.ts";

export interface VerifiedStore {
  readonly packages: number;
  /** By hash, with what is left of each. */
  readonly damaged: ReadonlyMap<string, CheckedPackage>;
  /** Files that belong to no package: archives of none that are not what their name says, strangers, roots that cannot be read. */
  readonly stray: readonly DamagedFile[];
}

/**
 * Reads every byte of the store:
 *
 * 1. each package: its record, its archive and its tree, against its hash,
 * 2. archives that no package has, against the SHA-512 that is their name,
 * 3. the roots, and whatever has no business where it lies.
 *
 * `tmp/` and `locks/` are nobody's word. Other processes may work meanwhile: what they take out is not damaged.
 */
export function verifyStore(disk: Disk, layout: StoreLayout): VerifiedStore {
  const damaged = new Map<string, CheckedPackage>();
  const stray: DamagedFile[] = [];
  const archives = new Set<string>();
  let packages = 0;

  for (const { name } of listIfThere(disk, layout.zig)) {
    const hash = name.toString();
    if (!isHash(hash)) {
      stray.push({ path: join(layout.zig, hash), problem: "extra" });
      continue;
    }
    const checked = unlessTakenOut(disk, layout.packageFolder(hash), () => checkPackage(disk, layout, hash));
    if (checked === undefined) continue;
    packages += 1;
    if (checked.record !== undefined) archives.add(checked.record.archive.sha512);
    if (checked.damaged.length > 0) damaged.set(hash, checked);
  }
  for (const { path, sha512 } of blobFiles(disk, layout)) {
    if (sha512 === undefined) stray.push({ path, problem: "extra" });
    else if (!archives.has(sha512) && readBlob(disk, layout, sha512) === undefined && isThere(disk, path)) {
      stray.push({ path, problem: "changed" });
    }
  }
  for (const { path, root } of readRoots(disk, layout)) {
    if (root === undefined && isThere(disk, path)) stray.push({ path, problem: "changed" });
  }
  return { packages, damaged, stray };
}

/** A package that another process takes out while it is read fails with ENOENT; it may be back by then. */
function unlessTakenOut<T>(disk: Disk, folder: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!isSystemError(error, "ENOENT", "ENOTDIR")) throw error;
    return isThere(disk, folder) ? read() : undefined;
  }
}
