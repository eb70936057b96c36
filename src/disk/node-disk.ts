import {
  type BigIntStats,
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  futimesSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { isSystemError } from "../errors.ts";
import type { Disk, DiskWriter, EntryKind, FileStat, LinkResult } from "./disk.ts";
import { diskError } from "./errors.ts";
import { joinPath, type PathBytes } from "./path.ts";

/** The real file system. */
export const nodeDisk: Disk = {
  read(path, limitBytes) {
    if (limitBytes !== undefined) {
      const size = statSync(path).size;
      if (size > limitBytes) {
        throw diskError("DISK_TOO_LARGE", {
          message: `${path.toString()} has ${size} bytes; at most ${limitBytes} are read`,
        });
      }
    }
    return readFileSync(path);
  },
  readIfThere(path) {
    return ifThere(() => readFileSync(path));
  },
  create(path, bytes, options = {}) {
    const fd = openSync(path, createOnly, options.mode ?? 0o666);
    try {
      writeAll(fd, bytes);
      if (options.mtimeNs !== undefined) {
        const seconds = secondsOf(options.mtimeNs);
        futimesSync(fd, seconds, seconds);
      }
      if (options.flush === true) fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  },
  createStream(path): DiskWriter {
    const fd = openSync(path, createOnly);
    return {
      write(bytes) {
        writeAll(fd, bytes);
      },
      close(options = {}) {
        try {
          if (options.flush === true) fsyncSync(fd);
        } finally {
          closeSync(fd);
        }
      },
    };
  },
  makeFolder(path, mode) {
    mkdirSync(path, { mode: mode ?? 0o777 });
  },
  makeFolders,
  list(path) {
    return readdirSync(path, { withFileTypes: true, encoding: "buffer" }).map((entry) => ({
      name: entry.name,
      kind: kindOf(entry),
    }));
  },
  stat(path): FileStat | undefined {
    const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    return stat === undefined ? undefined : statOf(stat);
  },
  readLink(path) {
    return readlinkSync(path, { encoding: "buffer" });
  },
  realPath(path) {
    return realpathSync.native(path);
  },
  makeSymlink(target, path) {
    symlinkSync(target, path);
  },
  rename(from, to) {
    renameSync(from, to);
  },
  link(existing, path) {
    return ifSupported(() => linkSync(existing, path));
  },
  clone(from, to) {
    const { COPYFILE_EXCL, COPYFILE_FICLONE_FORCE } = constants;
    return ifSupported(() => copyFileSync(from, to, COPYFILE_EXCL | COPYFILE_FICLONE_FORCE));
  },
  copy(from, to) {
    copyFileSync(from, to, constants.COPYFILE_EXCL);
  },
  setModified(path, mtimeNs) {
    const seconds = secondsOf(mtimeNs);
    utimesSync(path, seconds, seconds);
  },
  setMode(path, mode) {
    chmodSync(path, mode);
  },
  flushFolder(path) {
    // Windows cannot open a folder to flush it; its renames are journalled.
    if (process.platform === "win32") return;
    const fd = openSync(path, "r");
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  },
  removeFile(path) {
    unlinkSync(path);
  },
  removeTree(path) {
    removeTree(path);
  },
  touch(path) {
    const now = new Date();
    utimesSync(path, now, now);
  },
};

/** EEXIST where anything is there, a dangling link included. */
const createOnly = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

/** `writeFileSync` without what it does besides: there is one call for every file of a package. */
function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}

function secondsOf(mtimeNs: bigint): number {
  return Number(mtimeNs) / 1e9;
}

/**
 * `fs.rm` neither takes paths that are not UTF-8 nor enters folders without the write bit, so: by hand. Somebody else
 * may be removing the same at the same time.
 */
function removeTree(path: PathBytes): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return;
  ifThere(() => {
    if (!stat.isDirectory()) return unlinkSync(path);
    if ((stat.mode & 0o700) !== 0o700) chmodSync(path, 0o700);
    for (const name of readdirSync(path, { encoding: "buffer" })) removeTree(joinPath(path, name));
    rmdirSync(path);
  });
}

function ifSupported(act: () => void): LinkResult {
  try {
    act();
    return "linked";
  } catch (error) {
    if (isSystemError(error, ...unsupportedCodes)) return "unsupported";
    throw error;
  }
}

/** What links and clones fail with where a file system, or a pair of them, has none. */
const unsupportedCodes = ["EXDEV", "EPERM", "EMLINK", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EINVAL", "ENOTTY"];

/** Not Node's own: that never ends where the file system takes no new folders, as `/proc` does. */
function makeFolders(path: string, mode = 0o777): void {
  if (isFolder(path)) return;
  if (dirname(path) !== path) makeFolders(dirname(path), mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Another process may have made it.
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  }
}

function statOf(stat: BigIntStats): FileStat {
  return {
    kind: kindOf(stat),
    sizeBytes: Number(stat.size),
    mtimeNs: stat.mtimeNs,
    mode: Number(stat.mode) & 0o7777,
    inode: stat.ino,
    device: stat.dev,
    links: Number(stat.nlink),
    owner: Number(stat.uid),
  };
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): EntryKind {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  if (entry.isSymbolicLink()) return "symlink";
  return "other";
}
