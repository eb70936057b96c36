import { join } from "node:path";
import { bootId, type Disk, joinPath, type PathBytes } from "../disk/index.ts";
import { isSystemError } from "../errors.ts";
import { isHash, treeMatchesHash, type ZigPackage } from "../zig/index.ts";
import { type HashedArchive, hashed, putBlob, readBlob } from "./blobs.ts";
import { discard } from "./discard.ts";
import { storeError } from "./errors.ts";
import { type StoreLayout, storeLayout } from "./layout.ts";
import { sweepLeftovers } from "./leftovers.ts";
import { putAttempts } from "./limits.ts";
import {
  formatRecord,
  isUntouched,
  type PackageRecord,
  parseRecord,
  type RecordedArchive,
  type RecordedEntry,
} from "./record.ts";
import { foldersOf, listsTree, storedFolderMode, writeTree } from "./tree.ts";
import { markUsed } from "./use.ts";
import { writeStored } from "./write.ts";

/** A package that is in the store: whole, and verified by its hash. */
export interface StoredPackage {
  readonly hash: string;
  /** The unpacked package, read-only. */
  readonly tree: string;
  /** A gzip tar of it, as Zig's global cache takes it. */
  readonly archive: string;
  readonly record: PackageRecord;
}

/** Where an archive came from: its address and its integrity (SRI). */
export interface Origin {
  readonly url: string;
  readonly integrity: string;
}

/**
 * The content-addressed store of Zig packages. A folder's existence is its completion mark: it appears by one
 * rename, after its hash was compared. Readers take no lock; a writer that loses the race drops its own copy.
 */
export interface Store {
  /**
   * The package, if it is there and nothing about it looks touched; what does not verify is thrown out. Counts as a
   * use of it: gc leaves it for a day.
   */
  find(hash: string): StoredPackage | undefined;
  /**
   * Stores a package whose hash the caller has compared with what was asked for.
   * `archive` is a gzip tar that Zig reads as exactly this package.
   */
  put(zigPackage: ZigPackage, archive: HashedArchive, origin: Origin | undefined): StoredPackage;
  /** Stores it in the place of a damaged one. */
  replace(zigPackage: ZigPackage, archive: Buffer, origins: PackageRecord["origins"]): StoredPackage;
  /** Remembers one more address that gave this package. */
  addOrigin(stored: StoredPackage, origin: Origin): StoredPackage;
  readonly layout: StoreLayout;
  /** The running boot. What bears another one may have been lost with the power. */
  readonly boot: string;
}

export interface StoreOptions {
  readonly disk: Disk;
  /** `$PANTRY_HOME`. */
  readonly home: string;
  /** The running boot; tests put another one here. */
  readonly boot?: string;
}

export function openStore({ disk, home, boot = bootId() }: StoreOptions): Store {
  const layout = storeLayout(home);
  let hasFolders = false;

  const stored = (record: PackageRecord) => storedPackage(layout, record);

  /** Writes a record anew. Where that cannot be, the next one to look finds the same out again. */
  function noted(record: PackageRecord): StoredPackage {
    try {
      writeStored(disk, layout, layout.recordFile(record.hash), formatRecord(record));
    } catch (error) {
      if (!isSystemError(error, "EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT")) throw error;
    }
    return stored(record);
  }

  function find(hash: string): StoredPackage | undefined {
    // It becomes a path, and what does not fit there is thrown out.
    if (!isHash(hash)) return undefined;
    // Before anything is read: gc puts back what is used while it is taken out.
    if (!markUsed(disk, layout.packageFolder(hash))) return undefined;
    const bytes = disk.readIfThere(layout.recordFile(hash));
    const record = bytes && parseRecord(bytes.toString("utf8"), hash);
    if (record === undefined) return discard(disk, layout, hash, bytes);
    const found = stored(record);
    const untouched = looksUntouched(disk, found);
    if (untouched && (record.settled || record.boot === boot)) return found;
    // Times are taken before the bytes are read: what is written meanwhile has another one.
    const confirmed = untouched ? { ...record, settled: true } : withTimesOfNow(found);
    if (!isWhole(disk, layout, found)) return discard(disk, layout, hash, bytes);
    return noted(confirmed);
  }

  /** What was written since it was stored is not known to be on the disk before the next boot. */
  function withTimesOfNow({ tree, archive, record }: StoredPackage): PackageRecord {
    const retimed = <T extends RecordedArchive | RecordedEntry>(path: PathBytes, recorded: T): T => {
      const { sizeBytes, mtimeNs } = disk.stat(path) ?? recorded;
      return { ...recorded, sizeBytes, mtimeNs };
    };
    return {
      ...record,
      boot,
      settled: false,
      archive: retimed(archive, record.archive),
      entries: record.entries.map((entry) => retimed(joinPath(tree, entry.path), entry)),
    };
  }

  function addOrigin(found: StoredPackage, origin: Origin): StoredPackage {
    if (found.record.origins[origin.url] === origin.integrity) return found;
    const origins = { ...found.record.origins, [origin.url]: origin.integrity };
    return noted({ ...found.record, origins });
  }

  /** Once is enough: nobody takes these away again. What was killed on its way in before goes now. */
  function makeFolders(): void {
    if (hasFolders) return;
    usable(layout, () => {
      for (const folder of [layout.zig, layout.blobs, layout.temporary]) disk.makeFolders(folder);
    });
    sweepLeftovers(disk, layout);
    hasFolders = true;
  }

  /** `makeRoom` runs when all is ready to take the place of what is there. */
  function write(
    zigPackage: ZigPackage,
    archive: HashedArchive,
    origins: PackageRecord["origins"],
    makeRoom: () => void = () => undefined,
  ): StoredPackage {
    makeFolders();
    const { hash, entries } = zigPackage;
    const recorded = putBlob(disk, layout, archive);
    const work = layout.newTemporary();
    const tree = join(work, "tree");
    try {
      disk.makeFolder(work);
      disk.makeFolder(tree);
      const written = writeTree(disk, tree, entries);
      const record = { hash, archive: recorded, origins, boot, settled: false, entries: written };
      disk.create(join(work, "record.json"), Buffer.from(formatRecord(record)));
      makeRoom();
      return publishOrJoin(work, record);
    } catch (error) {
      disk.removeTree(work);
      throw error;
    }
  }

  /** Whoever loses the race takes what the winner stored. */
  function publishOrJoin(work: string, record: PackageRecord): StoredPackage {
    const folder = layout.packageFolder(record.hash);
    for (let attempt = 1; attempt <= putAttempts; attempt += 1) {
      if (publish(disk, work, folder)) {
        protectFolders(disk, stored(record));
        return stored(record);
      }
      const winner = find(record.hash);
      if (winner === undefined) continue;
      disk.removeTree(work);
      return Object.entries(record.origins).reduce(
        (joined, [url, integrity]) => addOrigin(joined, { url, integrity }),
        winner,
      );
    }
    throw storeError("STORE_UNUSABLE", {
      message: `${folder} is damaged, and cannot be replaced`,
      hint: "`pantry store verify --repair` tries to mend it; else remove that folder",
    });
  }

  return {
    layout,
    boot,
    find,
    addOrigin,

    put: (zigPackage, archive, origin) =>
      write(zigPackage, archive, origin === undefined ? {} : { [origin.url]: origin.integrity }),
    replace(zigPackage, archive, origins) {
      const judged = disk.readIfThere(layout.recordFile(zigPackage.hash));
      return write(zigPackage, hashed(archive), origins, () =>
        discard(disk, layout, zigPackage.hash, judged),
      );
    },
  };
}

/** The package that a record tells of. */
export function storedPackage(layout: StoreLayout, record: PackageRecord): StoredPackage {
  return {
    hash: record.hash,
    tree: layout.tree(record.hash),
    archive: layout.blob(record.archive.sha512),
    record,
  };
}

/** Renames into place; false where somebody else's copy is already there. */
function publish(disk: Disk, from: string, to: string): boolean {
  try {
    disk.rename(from, to);
    return true;
  } catch (error) {
    if (isSystemError(error, "EEXIST", "ENOTEMPTY")) return false;
    throw error;
  }
}

/** Read-only folders come after the rename: an ordinary user cannot rename a read-only folder. */
function protectFolders(disk: Disk, { tree, record }: StoredPackage): void {
  for (const folder of foldersOf(record.entries).reverse())
    disk.setMode(joinPath(tree, folder), storedFolderMode);
  disk.setMode(tree, storedFolderMode);
}

/** One stat for each file: a size or time that differs means somebody wrote to it. */
function looksUntouched(disk: Disk, { tree, archive, record }: StoredPackage): boolean {
  if (!isUntouched(record.archive, disk.stat(archive))) return false;
  return record.entries.every((entry) => isUntouched(entry, disk.stat(joinPath(tree, entry.path))));
}

/** Hashes archive and tree. What somebody else is taking out meanwhile is not whole. */
function isWhole(disk: Disk, layout: StoreLayout, { hash, tree, record }: StoredPackage): boolean {
  try {
    return (
      readBlob(disk, layout, record.archive.sha512) !== undefined &&
      treeMatchesHash(disk, tree, hash) &&
      listsTree(disk, tree, record.entries)
    );
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return false;
    throw error;
  }
}

function usable(layout: StoreLayout, make: () => void): void {
  try {
    make();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw storeError("STORE_UNUSABLE", {
      message: `the store at ${layout.root} cannot be written`,
      hint: "set PANTRY_HOME to a folder that is yours, or mend its permissions",
      cause: error,
    });
  }
}
