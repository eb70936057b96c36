import type { PathBytes } from "./path.ts";

export type EntryKind = "file" | "folder" | "symlink" | "other";

/** What `lstat` says, as far as Pantry uses it. `mtimeNs` is in nanoseconds: a hard link edited in place shows there. */
export interface FileStat {
  readonly kind: EntryKind;
  readonly sizeBytes: number;
  readonly mtimeNs: bigint;
  /** Permission bits only, e.g. 0o644. */
  readonly mode: number;
  readonly inode: bigint;
  readonly device: bigint;
  readonly links: number;
  /** The number of the user whom it belongs to; 0 where the system has none. */
  readonly owner: number;
}

export interface FolderEntry {
  readonly name: Buffer;
  readonly kind: EntryKind;
}

/** `unsupported`: another file system, or one that cannot do it, or not once more for this file. */
export type LinkResult = "linked" | "unsupported";

/**
 * The one small interface to the file system. Everything that store, project and placement do goes through it,
 * so that a test can stop it at the n-th call and show that nothing is lost.
 *
 * All calls are synchronous: a package is hundreds of small files, and a promise for each costs three times
 * the call itself. Errors are Node's own (ENOENT, EACCES, …), except where a method says otherwise.
 */
export interface Disk {
  /** The whole file. With `limitBytes`, throws DISK_TOO_LARGE for a larger one before reading it. */
  read(path: PathBytes, limitBytes?: number): Buffer;
  /** The whole file, or undefined where there is none. */
  readIfThere(path: PathBytes): Buffer | undefined;
  /**
   * Creates a file and writes it; EEXIST where one is there. `flush` waits until the bytes are on the disk.
   * `mtimeNs` becomes the time of its last write, as exactly as with `setModified`; a whole second exactly.
   */
  create(
    path: PathBytes,
    bytes: Uint8Array,
    options?: { readonly mode?: number; readonly mtimeNs?: bigint; readonly flush?: boolean },
  ): void;
  /** Creates a file to be written in pieces. */
  createStream(path: PathBytes): DiskWriter;
  /** Makes a folder; EEXIST where anything is there. */
  makeFolder(path: PathBytes, mode?: number): void;
  /** Makes a folder and those above it; content where it is there. */
  makeFolders(path: string, mode?: number): void;
  /** Names and kinds below a folder, in no particular order. */
  list(path: PathBytes): FolderEntry[];
  stat(path: PathBytes): FileStat | undefined;
  readLink(path: PathBytes): Buffer;
  /** Where a path leads to when all links in it are followed; ENOENT where that is nowhere. */
  realPath(path: string): string;
  makeSymlink(target: PathBytes, path: PathBytes): void;
  /** Atomic on one file system. Replaces a file; for a folder the target must be absent or empty. */
  rename(from: PathBytes, to: PathBytes): void;
  /** A second name for the same file; `unsupported` where the file systems differ or cannot. */
  link(existing: PathBytes, path: PathBytes): LinkResult;
  /** A file of its own that shares the bytes until one of the two is written; `unsupported` as for links. */
  clone(from: PathBytes, to: PathBytes): LinkResult;
  /** A file of its own, with the mode of the first one; EEXIST where one is there. */
  copy(from: PathBytes, to: PathBytes): void;
  /** Sets the time of the last write, as exactly as the system lets Node: within two microseconds. */
  setModified(path: PathBytes, mtimeNs: bigint): void;
  setMode(path: PathBytes, mode: number): void;
  /** Flushes a folder's own entries, so that a rename in it survives a loss of power. */
  flushFolder(path: PathBytes): void;
  removeFile(path: PathBytes): void;
  /** Removes whatever is there, read-only folders included; content where nothing is. */
  removeTree(path: PathBytes): void;
  touch(path: PathBytes): void;
}

/** A file being written in pieces; `close` ends it. */
export interface DiskWriter {
  write(bytes: Uint8Array): void;
  /** With `flush`, waits until the bytes are on the disk. */
  close(options?: { readonly flush?: boolean }): void;
}
