import { archiveError } from "./errors.ts";

/** How much of an archive is taken. Everything happens in memory, and archives come from strangers. */
export interface ArchiveLimits {
  /** Bytes of the archive itself. */
  readonly archiveBytes: number;
  /** Bytes after decompression, tar headers included. */
  readonly unpackedBytes: number;
  /** Bytes out for each byte in, once more than `ratioFreeBytes` come out. */
  readonly ratio: number;
  readonly ratioFreeBytes: number;
  /** Files, links and folders together, also those that `.paths` leave out. */
  readonly entries: number;
}

const mebibyte = 1024 * 1024;

/**
 * - The largest Zig packages known (C libraries with their tests and images) have some 100 MB and 20,000 files.
 * - Source text packs 3 to 20 times; a file of zeros a thousand times. Whatever unpacks to less than 64 MiB does
 *   no harm at any ratio.
 */
export const defaultArchiveLimits: ArchiveLimits = {
  archiveBytes: 512 * mebibyte,
  unpackedBytes: 1024 * mebibyte,
  ratio: 200,
  ratioFreeBytes: 64 * mebibyte,
  entries: 250_000,
};

/** The longest path that Linux takes, and with it Zig: PATH_MAX without its closing NUL. */
export const maxPathBytes = 4095;

/** The longest name of one file or folder: NAME_MAX of Linux. */
export const maxNameBytes = 255;

/** Symlinks followed to find one path, as Linux counts them (ELOOP). */
export const maxLinksFollowed = 40;

/** The longest name of a pax record. Zig stops at the size of its read buffer; real names have some 30 bytes. */
export const maxPaxKeywordBytes = 16 * 1024;

/** Zig's zstd window (std/compress/zstd.zig `default_window_len`). */
export const maxZstdWindowBytes = 8 * mebibyte;

/** The bytes that may come out of this archive, decided before the first of them does. */
export function unpackBudget(limits: ArchiveLimits, archiveBytes: number): number {
  return Math.min(limits.unpackedBytes, Math.max(limits.ratioFreeBytes, limits.ratio * archiveBytes));
}

export function tooLargeUnpacked(budget: number) {
  return archiveError("ARCHIVE_LIMIT", {
    message: `the archive unpacks to more than ${budget} bytes, which is the most that one of its size may`,
    hint: "a package is source code: leave out what is generated, or fetch large data in build.zig",
  });
}

export function tooManyEntries(limit: number) {
  return archiveError("ARCHIVE_LIMIT", {
    message: `the archive holds more than ${limit} files and folders`,
    hint: "a package is source code: leave out what is generated",
  });
}
