import { type ArchiveEntry, listEntries, showName } from "../archive/index.ts";
import { type Disk, joinPath, listTree, type TreeEntry } from "../disk/index.ts";
import { contentBytes, packageDigest, sortByPath } from "./digest.ts";
import { zigError } from "./errors.ts";
import { parseHash } from "./hash-text.ts";
import { maxFolderBytes } from "./limits.ts";
import { readPackage, type ZigPackage } from "./package.ts";

/**
 * The package that a folder is, as `zig fetch FOLDER` hashes it: nothing is stripped, empty folders do not count.
 * Anything but files, folders and links is refused, even where `.paths` leave it out, as in Zig. Files are read
 * only if `.paths` include them. What stands in it under a name of `without` does not count.
 */
export function readPackageFolder(disk: Disk, path: string, without?: ReadonlySet<string>): ZigPackage {
  const tree = listTree(disk, path, without);
  const odd = tree.find(({ kind }) => kind === "other");
  if (odd !== undefined) {
    throw zigError("PACKAGE_ENTRY_REFUSED", {
      message: `${showName(odd.path)} in ${path} is neither file, folder nor link, which Zig refuses`,
      hint: "remove it",
    });
  }
  return readPackage(listEntries(readEntries(disk, path, tree)), "hash", path);
}

/**
 * True if a folder holds just the files and links that the hash promises: for an unpacked package, where nothing is
 * to be left out any more. Throws HASH_INVALID for what is no hash.
 */
export function treeMatchesHash(disk: Disk, path: string, hash: string): boolean {
  const expected = parseHash(hash);
  if (disk.stat(path)?.kind !== "folder") return false;
  const tree = listTree(disk, path);
  if (tree.some(({ kind }) => kind === "other")) return false;
  const entries = sortByPath(readEntries(disk, path, tree));
  if (Math.min(contentBytes(entries), 0xffffffff) !== expected.sizeBytes) return false;
  return packageDigest(entries).subarray(0, expected.digest.length).equals(expected.digest);
}

/** Entries whose bytes are read when they are first asked for, up to a limit for all of them. */
function readEntries(disk: Disk, root: string, tree: readonly TreeEntry[]): ArchiveEntry[] {
  let left = maxFolderBytes;
  return tree.map(({ path, kind }) => {
    const full = joinPath(root, path);
    if (kind === "symlink") return { path, kind, bytes: disk.readLink(full) };
    let read: Buffer | undefined;
    return {
      path,
      kind: "file",
      get bytes() {
        if (read === undefined) {
          read = disk.read(full, left);
          left -= read.length;
        }
        return read;
      },
    };
  });
}
