import { join } from "node:path";
import {
  type Disk,
  folderMaker,
  isThere,
  joinPath,
  listIfThere,
  stagedPath,
  sweepStaged,
  writeWhole,
} from "../disk/index.ts";
import { isHash, treeMatchesHash } from "../zig/index.ts";
import { type ClosurePackage, walkClosure } from "./closure.ts";
import { installError } from "./errors.ts";
import { obtainer } from "./obtain.ts";
import { projectAt, readWorkspace } from "./project-files.ts";
import type { Workbench } from "./workbench.ts";

export interface VendorOutcome {
  readonly folder: string;
  readonly packages: readonly VendoredPackage[];
  /** Hashes of packages that were written before and are no longer needed. */
  readonly removed: readonly string[];
}

export interface VendoredPackage {
  readonly name: string;
  readonly version: string | undefined;
  readonly hash: string;
  /** False where it was there already. */
  readonly written: boolean;
}

/** Says which packages in a vendor folder are Pantry's: nothing else in it is ever replaced or removed. */
export const vendorRecord = "pantry-vendor.json";

/**
 * Copies everything that a project needs, as its build.zig.zon pins it, into a folder as `zig build --system` reads
 * it: `<folder>/<hash>/`. The files are real ones that belong to the user. What was vendored before and is no longer
 * needed goes. No file of the project is written.
 *
 * Throws VENDOR_TAKEN for a folder that holds something else, VENDOR_CHANGED where a package in it was edited; then
 * nothing is written.
 */
export async function vendorPackages(bench: Workbench, root: string, folder: string): Promise<VendorOutcome> {
  const { disk } = bench;
  const recorded = readRecord(disk, folder);
  const workspace = readWorkspace(disk, root);
  const { manifest } = projectAt(workspace, root);
  const closure = await walkClosure(bench, root, manifest, obtainer(bench), workspace.lockfile);
  const packages = [...closure.packages.values()].sort((a, b) => (a.hash < b.hash ? -1 : 1));

  const needed = new Set(packages.map(({ hash }) => hash));
  const unneeded = recorded.filter((hash) => !needed.has(hash) && isThere(disk, join(folder, hash)));
  const there = packages.filter(({ hash }) => isThere(disk, join(folder, hash)));
  refuseChanged(disk, folder, [...there.map(({ hash }) => hash), ...unneeded]);

  disk.makeFolders(folder);
  sweepStaged(disk, folder);
  // First what may be there in a moment: a kill in between leaves nothing that the next run would not know.
  writeRecord(disk, folder, [...new Set([...recorded, ...needed])]);
  const missing = packages.filter((each) => !there.includes(each));
  for (const each of missing) copyPackage(disk, each, join(folder, each.hash));
  for (const hash of unneeded) disk.removeTree(join(folder, hash));
  writeRecord(disk, folder, [...needed]);
  return {
    folder,
    packages: packages.map((each) => ({
      name: each.name,
      version: each.version,
      hash: each.hash,
      written: missing.includes(each),
    })),
    removed: unneeded,
  };
}

/** The hashes that were vendored into a folder. Throws VENDOR_TAKEN where the folder is somebody else's. */
function readRecord(disk: Disk, folder: string): readonly string[] {
  const kind = disk.stat(folder)?.kind;
  if (kind !== undefined && kind !== "folder") throw taken(folder, "is no folder");
  const bytes = disk.readIfThere(join(folder, vendorRecord));
  if (bytes === undefined) {
    if (listIfThere(disk, folder).length > 0)
      throw taken(folder, "holds files that Pantry did not put there");
    return [];
  }
  try {
    const record = JSON.parse(bytes.toString("utf8"));
    if (record.format === 1 && Array.isArray(record.packages) && record.packages.every(isHash)) {
      return record.packages;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw taken(folder, `has a ${vendorRecord} that Pantry cannot read`);
}

function writeRecord(disk: Disk, folder: string, hashes: readonly string[]): void {
  const record = { format: 1, packages: hashes.toSorted() };
  writeWhole(disk, join(folder, vendorRecord), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** Vendored packages are the user's files, and edits in them are work: all are named before anything is written. */
function refuseChanged(disk: Disk, folder: string, hashes: readonly string[]): void {
  const changed = hashes.filter((hash) => !treeMatchesHash(disk, join(folder, hash), hash));
  if (changed.length === 0) return;
  throw installError("VENDOR_CHANGED", {
    message: [
      "these packages do not have the contents that their names promise:",
      ...changed.map((hash) => `  ${join(folder, hash)}`),
    ].join("\n"),
    hint: "keep your changes elsewhere, remove these folders, and run the same again",
  });
}

/** Files of their own, not links into the store; by one rename, so that a folder is whole or not there. */
function copyPackage(disk: Disk, { stored }: ClosurePackage, target: string): void {
  const temporary = stagedPath(target);
  try {
    disk.makeFolder(temporary);
    const folders = folderMaker(disk, temporary);
    for (const { path, kind, mode } of stored.record.entries) {
      folders.makeParentsOf(path);
      const from = joinPath(stored.tree, path);
      const to = joinPath(temporary, path);
      if (kind === "symlink") {
        disk.makeSymlink(disk.readLink(from), to);
        continue;
      }
      disk.copy(from, to);
      disk.setMode(to, (mode & 0o111) === 0 ? fileMode : executableMode);
    }
    disk.rename(temporary, target);
  } finally {
    disk.removeTree(temporary);
  }
}

/** Unlike in the store, their owner may write them. */
const fileMode = 0o644;
const executableMode = 0o755;

function taken(folder: string, why: string) {
  return installError("VENDOR_TAKEN", {
    message: `${folder} ${why}, so it is left alone`,
    hint: "name another folder: `pantry vendor DIR`",
  });
}
