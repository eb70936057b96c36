import { join } from "node:path";
import { readArchive } from "../archive/index.ts";
import { type Disk, isThere, joinPath, listIfThere } from "../disk/index.ts";
import { PantryError } from "../errors.ts";
import {
  differences,
  type FileProblem,
  readPackage,
  treeMatchesHash,
  type ZigPackage,
} from "../zig/index.ts";
import { readBlob } from "./blobs.ts";
import type { StoreLayout } from "./layout.ts";
import { isUntouched, type PackageRecord, parseRecord } from "./record.ts";
import { listsTree } from "./tree.ts";

/** A file of the store that is not what it should be, by its whole path. */
export interface DamagedFile {
  readonly path: string;
  readonly problem: FileProblem["problem"];
}

/** What is still good of a package, and what is not. */
export interface CheckedPackage {
  readonly record: PackageRecord | undefined;
  /** Its bytes, where they are those of its name and hold just this package. */
  readonly archive: { readonly bytes: Buffer; readonly holds: ZigPackage } | undefined;
  readonly treeIsWhole: boolean;
  /** Empty where nothing is wrong. */
  readonly damaged: readonly DamagedFile[];
}

/** Reads every byte of a package in the store, whatever its record says of sizes and times. */
export function checkPackage(disk: Disk, layout: StoreLayout, hash: string): CheckedPackage {
  const folder = layout.packageFolder(hash);
  const tree = layout.tree(hash);
  const recordFile = layout.recordFile(hash);
  const bytes = disk.readIfThere(recordFile);
  const record = bytes && parseRecord(bytes.toString("utf8"), hash);
  const archive = record && readPackageArchive(disk, layout, record);
  const treeIsWhole = treeMatchesHash(disk, tree, hash);

  const damaged: DamagedFile[] = [];
  if (record === undefined || (treeIsWhole && !listsTree(disk, tree, record.entries))) {
    damaged.push({ path: recordFile, problem: bytes === undefined ? "missing" : "changed" });
  }
  if (record !== undefined && archive === undefined) {
    const path = layout.blob(record.archive.sha512);
    damaged.push({ path, problem: isThere(disk, path) ? "changed" : "missing" });
  }
  if (!treeIsWhole) {
    const found = archive ? differences(disk, tree, archive.holds.entries) : byRecord(disk, tree, record);
    damaged.push(...found.map(({ path, problem }) => ({ path: join(tree, path.toString()), problem })));
    if (found.length === 0) damaged.push({ path: tree, problem: "changed" });
  }
  for (const { name } of listIfThere(disk, folder)) {
    if (!["tree", "record.json"].includes(name.toString())) {
      damaged.push({ path: join(folder, name.toString()), problem: "extra" });
    }
  }
  return { record, archive, treeIsWhole, damaged };
}

/** Without the archive to compare with: what the sizes and times in the record tell. */
function byRecord(disk: Disk, tree: string, record: PackageRecord | undefined): FileProblem[] {
  const found: FileProblem[] = [];
  for (const entry of record?.entries ?? []) {
    const stat = disk.stat(joinPath(tree, entry.path));
    if (!isUntouched(entry, stat)) {
      found.push({ path: Buffer.from(entry.path), problem: stat === undefined ? "missing" : "changed" });
    }
  }
  return found;
}

/** The package that a stored archive holds; undefined where it is not the one of the record. */
export function readPackageArchive(
  disk: Disk,
  layout: StoreLayout,
  { hash, archive }: PackageRecord,
): CheckedPackage["archive"] {
  const bytes = readBlob(disk, layout, archive.sha512);
  const holds = bytes && packageIn(bytes);
  return bytes !== undefined && holds?.hash === hash ? { bytes, holds } : undefined;
}

/** Undefined for what is no package at all. */
export function packageIn(tarGz: Buffer): ZigPackage | undefined {
  try {
    return readPackage(readArchive(tarGz, "tar.gz"), "unpack", "the stored archive");
  } catch (error) {
    if (error instanceof PantryError) return undefined;
    throw error;
  }
}
