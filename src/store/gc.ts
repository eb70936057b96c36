import { join } from "node:path";
import {
  type Disk,
  isOlderThan,
  joinPath,
  listIfThere,
  type PathBytes,
  sweepLocks,
  sweepStaged,
  withLock,
} from "../disk/index.ts";
import { isHash } from "../zig/index.ts";
import { blobFiles } from "./blobs.ts";
import { takeOut } from "./discard.ts";
import type { StoreLayout } from "./layout.ts";
import { leftovers } from "./leftovers.ts";
import { keptAfterUseMs } from "./limits.ts";
import { parseRecord } from "./record.ts";
import { isInUse, readRoots } from "./roots.ts";
import { type Sizes, sizesOf } from "./size.ts";
import { lastUsedMs } from "./use.ts";

export interface GcOptions {
  /** What was used within this time stays, whoever uses it. A day, where not given. */
  readonly olderThanMs?: number | undefined;
  /** Say what would go, and remove nothing. */
  readonly dryRun?: boolean;
}

/** A package that went, with its archive. */
export interface CollectedPackage extends Sizes {
  readonly hash: string;
}

export interface GcOutcome {
  readonly packages: readonly CollectedPackage[];
  readonly packagesKept: number;
  /** Projects that are gone, or are none any more. */
  readonly projectsDropped: readonly string[];
  /** How many archives belonged to no package. */
  readonly archives: number;
  /** How many things killed processes left in `tmp/`. */
  readonly leftovers: number;
  /** What the disk has back: nothing for a file that a project still has by another name. */
  readonly freedBytes: number;
}

/**
 * Removes what nobody needs:
 *
 * 1. drop the roots of projects that are gone, and mark what the others use,
 * 2. take out each package that is not marked and was not used of late, and its archive; a package that is used at
 *    that moment goes back,
 * 3. remove archives that belong to no package, and what killed processes left.
 *
 * Excludes only another gc: everybody else goes on, and fetches again what is taken from under its hands.
 * Throws DISK_BUSY where another one runs for long.
 */
export async function collectGarbage(
  disk: Disk,
  layout: StoreLayout,
  { olderThanMs = keptAfterUseMs, dryRun = false }: GcOptions = {},
): Promise<GcOutcome> {
  const collect = (): GcOutcome => {
    const { marked, projectsDropped } = markFromRoots(disk, layout, dryRun);
    const swept = sweepPackages(disk, layout, { marked, olderThanMs, dryRun });
    const archives = sweepArchives(disk, layout, { ...swept, dryRun });
    const leftovers = sweepTemporary(disk, layout, dryRun);
    if (!dryRun) sweepElsewhere(disk, layout);
    const freed = [...swept.packages, ...archives, ...leftovers];
    return {
      packages: swept.packages,
      packagesKept: swept.kept,
      projectsDropped,
      archives: archives.length,
      leftovers: leftovers.length,
      freedBytes: freed.reduce((sum, { freedBytes }) => sum + freedBytes, 0),
    };
  };
  return dryRun ? collect() : withLock(disk, join(layout.locks, "gc"), collect);
}

/** A root that cannot be read marks nothing and stays: `store verify` names it. */
function markFromRoots(
  disk: Disk,
  layout: StoreLayout,
  dryRun: boolean,
): { readonly marked: ReadonlySet<string>; readonly projectsDropped: string[] } {
  const marked = new Set<string>();
  const projectsDropped: string[] = [];
  for (const { path, root } of readRoots(disk, layout)) {
    if (root === undefined) continue;
    if (isInUse(disk, root)) {
      for (const hash of root.hashes) marked.add(hash);
      continue;
    }
    projectsDropped.push(root.project);
    if (!dryRun) disk.removeTree(path);
  }
  return { marked, projectsDropped };
}

interface SweptPackages {
  readonly packages: readonly CollectedPackage[];
  readonly kept: number;
  /** The archives of packages that stay, by SHA-512. */
  readonly archivesInUse: ReadonlySet<string>;
}

function sweepPackages(
  disk: Disk,
  layout: StoreLayout,
  options: { readonly marked: ReadonlySet<string>; readonly olderThanMs: number; readonly dryRun: boolean },
): SweptPackages {
  const packages: CollectedPackage[] = [];
  const archivesInUse = new Set<string>();
  let kept = 0;
  for (const { name } of listIfThere(disk, layout.zig)) {
    const hash = name.toString();
    if (!isHash(hash)) continue;
    const archive = archiveOf(disk, layout, hash);
    const collected = options.marked.has(hash)
      ? undefined
      : sweepPackage(disk, layout, hash, archive, options);
    if (collected !== undefined) packages.push(collected);
    else {
      kept += 1;
      if (archive !== undefined) archivesInUse.add(archive);
    }
  }
  return { packages, kept, archivesInUse };
}

/** Undefined where it stays. One archive holds one package, so nobody else has it. */
function sweepPackage(
  disk: Disk,
  layout: StoreLayout,
  hash: string,
  archive: string | undefined,
  { olderThanMs, dryRun }: { readonly olderThanMs: number; readonly dryRun: boolean },
): CollectedPackage | undefined {
  const folder = layout.packageFolder(hash);
  const usedMs = lastUsedMs(disk, folder);
  if (usedMs === undefined || Date.now() - usedMs < olderThanMs) return undefined;
  const blob = archive === undefined ? undefined : layout.blob(archive);
  const before = blob === undefined ? undefined : disk.stat(blob);
  const sizes = [sizesOf(disk, folder), ...(blob === undefined ? [] : [sizesOf(disk, blob)])];
  if (!dryRun) {
    if (!takeOut(disk, layout, hash, (grave) => lastUsedMs(disk, grave) === usedMs)) return undefined;
    // Whoever has stored it again meanwhile has another file there.
    if (blob !== undefined && disk.stat(blob)?.inode === before?.inode) disk.removeTree(blob);
  }
  return {
    hash,
    sizeBytes: sizes.reduce((sum, each) => sum + each.sizeBytes, 0),
    freedBytes: sizes.reduce((sum, each) => sum + each.freedBytes, 0),
  };
}

/** An archive is written before the package that it belongs to, so a young one may be of a package that comes. */
function sweepArchives(
  disk: Disk,
  layout: StoreLayout,
  { archivesInUse, packages, dryRun }: SweptPackages & { readonly dryRun: boolean },
): Sizes[] {
  const counted = new Set(dryRun ? packages.map(({ hash }) => archiveOf(disk, layout, hash)) : []);
  return blobFiles(disk, layout)
    .filter(({ sha512 }) => sha512 !== undefined && !archivesInUse.has(sha512) && !counted.has(sha512))
    .filter(({ path }) => isOlderThan(disk, path, keptAfterUseMs))
    .map(({ path }) => remove(disk, path, dryRun));
}

function sweepTemporary(disk: Disk, layout: StoreLayout, dryRun: boolean): Sizes[] {
  return leftovers(disk, layout).map((path) => remove(disk, path, dryRun));
}

/** Small things that killed processes leave elsewhere: locks, and documents that were being cached. */
function sweepElsewhere(disk: Disk, layout: StoreLayout): void {
  sweepLocks(disk, layout.locks);
  for (const { name } of listIfThere(disk, layout.index)) sweepStaged(disk, joinPath(layout.index, name));
}

function remove(disk: Disk, path: PathBytes, dryRun: boolean): Sizes {
  const sizes = sizesOf(disk, path);
  if (!dryRun) disk.removeTree(path);
  return sizes;
}

function archiveOf(disk: Disk, layout: StoreLayout, hash: string): string | undefined {
  const text = disk.readIfThere(layout.recordFile(hash))?.toString("utf8");
  return text === undefined ? undefined : parseRecord(text, hash)?.archive.sha512;
}
