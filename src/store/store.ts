import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { bootId, type Disk, joinPath, writeWhole } from "../disk/index.ts";
import { isSystemError } from "../errors.ts";
import { treeMatchesHash, type ZigPackage } from "../zig/index.ts";
import { storeError } from "./errors.ts";
import { type StoreLayout, storeLayout } from "./layout.ts";
import { formatRecord, isUntouched, type PackageRecord, parseRecord } from "./record.ts";
import { foldersOf, storedFolderMode, writeTree } from "./tree.ts";

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
  /** The package, if it is there and nothing about it looks touched; what does not verify is thrown out. */
  find(hash: string): StoredPackage | undefined;
  /**
   * Stores a package whose hash the caller has compared with what was asked for.
   * `archive` is a gzip tar that Zig reads as exactly this package.
   */
  put(zigPackage: ZigPackage, archive: Buffer, origin: Origin | undefined): StoredPackage;
  /** Remembers one more address that gave this package. */
  addOrigin(stored: StoredPackage, origin: Origin): StoredPackage;
  readonly layout: StoreLayout;
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

  function stored(record: PackageRecord): StoredPackage {
    return {
      hash: record.hash,
      tree: join(layout.packageFolder(record.hash), "tree"),
      archive: layout.blob(record.archive.sha512),
      record,
    };
  }

  function find(hash: string): StoredPackage | undefined {
    const bytes = disk.readIfThere(join(layout.packageFolder(hash), "record.json"));
    if (bytes === undefined && disk.stat(layout.packageFolder(hash)) === undefined) return undefined;
    const record = bytes && parseRecord(bytes.toString("utf8"), hash);
    if (record === undefined) return discard(disk, layout, hash);
    const found = stored(record);
    const trusted = (record.settled || record.boot === boot) && looksUntouched(disk, found);
    return trusted ? found : verifyAgain(disk, layout, found, boot);
  }

  return {
    layout,
    find,

    put(zigPackage, archive, origin) {
      usable(layout, () => {
        for (const folder of [layout.zig, layout.blobs, layout.temporary]) disk.makeFolders(folder);
      });
      const sha512 = putBlob(disk, layout, archive);
      const work = layout.newTemporary();
      const tree = join(work, "tree");
      try {
        disk.makeFolder(work);
        disk.makeFolder(tree);
        const record: PackageRecord = {
          hash: zigPackage.hash,
          archive: { sha512, sizeBytes: archive.length },
          origins: origin === undefined ? {} : { [origin.url]: origin.integrity },
          boot,
          settled: false,
          entries: writeTree(disk, tree, zigPackage.entries),
        };
        disk.create(join(work, "record.json"), Buffer.from(formatRecord(record)));
        if (!publish(disk, work, layout.packageFolder(zigPackage.hash))) {
          const winner = find(zigPackage.hash);
          if (winner !== undefined) return winner;
          disk.rename(work, layout.packageFolder(zigPackage.hash));
        }
        const result = stored(record);
        protectFolders(disk, result);
        return result;
      } finally {
        disk.removeTree(work);
      }
    },

    addOrigin(found, origin) {
      if (found.record.origins[origin.url] === origin.integrity) return found;
      const record = {
        ...found.record,
        origins: { ...found.record.origins, [origin.url]: origin.integrity },
      };
      writeWhole(disk, join(layout.packageFolder(found.hash), "record.json"), formatRecord(record));
      return stored(record);
    },
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

/** Stores an archive by its SHA-512 (hex). Replaces one that is there: it may be the damaged one. */
function putBlob(disk: Disk, layout: StoreLayout, archive: Buffer): string {
  const sha512 = createHash("sha512").update(archive).digest("hex");
  const path = layout.blob(sha512);
  disk.makeFolders(dirname(path));
  const temporary = layout.newTemporary();
  try {
    disk.create(temporary, archive, { mode: 0o444 });
    disk.rename(temporary, path);
  } finally {
    disk.removeTree(temporary);
  }
  return sha512;
}

/** Read-only folders come after the rename: an ordinary user cannot rename a read-only folder. */
function protectFolders(disk: Disk, { tree, record }: StoredPackage): void {
  for (const folder of foldersOf(record.entries).reverse())
    disk.setMode(joinPath(tree, folder), storedFolderMode);
  disk.setMode(tree, storedFolderMode);
}

/** One stat for each file: a size or time that differs means somebody wrote to it. */
function looksUntouched(disk: Disk, { tree, archive, record }: StoredPackage): boolean {
  if (disk.stat(archive)?.sizeBytes !== record.archive.sizeBytes) return false;
  return record.entries.every((entry) => isUntouched(entry, disk.stat(joinPath(tree, entry.path))));
}

/**
 * Hashes a tree once more: after a loss of power it may have lost bytes, after an edit it may have others.
 * What still has its hash is recorded anew; what has not is thrown out, to be fetched again.
 */
function verifyAgain(
  disk: Disk,
  layout: StoreLayout,
  found: StoredPackage,
  boot: string,
): StoredPackage | undefined {
  if (!blobIsWhole(disk, found) || !treeMatchesHash(disk, found.tree, found.hash)) {
    return discard(disk, layout, found.hash);
  }
  const record: PackageRecord = {
    ...found.record,
    settled: found.record.boot !== boot,
    entries: found.record.entries.map((entry) => {
      const stat = disk.stat(joinPath(found.tree, entry.path));
      return stat === undefined || entry.kind === "symlink" ? entry : { ...entry, mtimeNs: stat.mtimeNs };
    }),
  };
  writeWhole(disk, join(layout.packageFolder(found.hash), "record.json"), formatRecord(record));
  return { ...found, record };
}

function blobIsWhole(disk: Disk, { archive, record }: StoredPackage): boolean {
  const bytes = disk.readIfThere(archive);
  if (bytes === undefined) return false;
  return createHash("sha512").update(bytes).digest("hex") === record.archive.sha512;
}

/** Takes a package out in one rename, so that no reader sees it half gone. */
function discard(disk: Disk, layout: StoreLayout, hash: string): undefined {
  const grave = layout.newTemporary();
  disk.makeFolders(layout.temporary);
  try {
    disk.rename(layout.packageFolder(hash), grave);
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return undefined;
    throw error;
  }
  disk.removeTree(grave);
  return undefined;
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
