import fs from "node:fs";
import { isSystemError } from "../errors.ts";
import type { Disk, DiskWriter, EntryKind, FileStat, LinkResult } from "./disk.ts";
import { diskError } from "./errors.ts";
import { joinPath, type PathBytes } from "./path.ts";

/** The real file system. */
export const nodeDisk: Disk = {
  read(path, limitBytes) {
    if (limitBytes !== undefined) {
      const size = fs.statSync(path).size;
      if (size > limitBytes) {
        throw diskError("DISK_TOO_LARGE", {
          message: `${path.toString()} has ${size} bytes; at most ${limitBytes} are read`,
        });
      }
    }
    return fs.readFileSync(path);
  },
  readIfThere(path) {
    return ifThere(() => fs.readFileSync(path));
  },
  create(path, bytes, options = {}) {
    const fd = fs.openSync(path, createOnly, options.mode ?? 0o666);
    try {
      writeAll(fd, bytes);
      if (options.mtimeNs !== undefined) {
        const seconds = secondsOf(options.mtimeNs);
        fs.futimesSync(fd, seconds, seconds);
      }
      if (options.flush === true) fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
  },
  createStream(path): DiskWriter {
    const fd = fs.openSync(path, createOnly);
    return {
      write(bytes) {
        writeAll(fd, bytes);
      },
      close(options = {}) {
        try {
          if (options.flush === true) fs.fsyncSync(fd);
        } finally {
          fs.closeSync(fd);
        }
      },
    };
  },
  makeFolder(path, mode) {
    fs.mkdirSync(path, { mode: mode ?? 0o777 });
  },
  makeFolders(path) {
    fs.mkdirSync(path, { recursive: true });
  },
  list(path) {
    return fs
      .readdirSync(path, { withFileTypes: true, encoding: "buffer" })
      .map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
  },
  stat(path): FileStat | undefined {
    const stat = fs.lstatSync(path, { bigint: true, throwIfNoEntry: false });
    return stat === undefined ? undefined : statOf(stat);
  },
  readLink(path) {
    return fs.readlinkSync(path, { encoding: "buffer" });
  },
  realPath(path) {
    return fs.realpathSync.native(path);
  },
  makeSymlink(target, path) {
    fs.symlinkSync(target, path);
  },
  rename(from, to) {
    fs.renameSync(from, to);
  },
  link(existing, path) {
    return ifSupported(() => fs.linkSync(existing, path));
  },
  clone(from, to) {
    const { COPYFILE_EXCL, COPYFILE_FICLONE_FORCE } = fs.constants;
    return ifSupported(() => fs.copyFileSync(from, to, COPYFILE_EXCL | COPYFILE_FICLONE_FORCE));
  },
  copy(from, to) {
    fs.copyFileSync(from, to, fs.constants.COPYFILE_EXCL);
  },
  setModified(path, mtimeNs) {
    const seconds = secondsOf(mtimeNs);
    fs.utimesSync(path, seconds, seconds);
  },
  setMode(path, mode) {
    fs.chmodSync(path, mode);
  },
  flushFolder(path) {
    // Windows cannot open a folder to flush it; its renames are journalled.
    if (process.platform === "win32") return;
    const fd = fs.openSync(path, "r");
    try {
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
  },
  removeFile(path) {
    fs.unlinkSync(path);
  },
  removeTree(path) {
    removeTree(path);
  },
  touch(path) {
    const now = new Date();
    fs.utimesSync(path, now, now);
  },
};

/** EEXIST where anything is there, a dangling link included. */
const createOnly = fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_EXCL;

/** `writeFileSync` without what it does besides: there is one call for every file of a package. */
function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += fs.writeSync(fd, bytes, at);
}

function secondsOf(mtimeNs: bigint): number {
  return Number(mtimeNs) / 1e9;
}

/**
 * `fs.rm` neither takes paths that are not UTF-8 nor enters folders without the write bit, so: by hand. Somebody else
 * may be removing the same at the same time.
 */
function removeTree(path: PathBytes): void {
  const stat = fs.lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return;
  ifThere(() => {
    if (!stat.isDirectory()) return fs.unlinkSync(path);
    if ((stat.mode & 0o700) !== 0o700) fs.chmodSync(path, 0o700);
    for (const name of fs.readdirSync(path, { encoding: "buffer" })) removeTree(joinPath(path, name));
    fs.rmdirSync(path);
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

function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  }
}

function statOf(stat: fs.BigIntStats): FileStat {
  return {
    kind: kindOf(stat),
    sizeBytes: Number(stat.size),
    mtimeNs: stat.mtimeNs,
    mode: Number(stat.mode) & 0o7777,
    inode: stat.ino,
    device: stat.dev,
    links: Number(stat.nlink),
  };
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): EntryKind {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  if (entry.isSymbolicLink()) return "symlink";
  return "other";
}
