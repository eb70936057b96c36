const mebibyte = 1024 * 1024;

/** One build of a package in its clean folder: a large C library takes some minutes on a small machine. */
export const buildTimeoutMs = 15 * 60 * 1000;

/** What is kept of a build's output: its end says what failed. */
export const outputBytes = 4 * mebibyte;

/** Lines of a failed build that a finding shows. */
export const outputLinesShown = 8;

/** Characters of one such line. */
export const outputLineLength = 300;

/** How long git may take to say what has changed. */
export const gitTimeoutMs = 30_000;

/** A git's list of files: half a million of them. */
export const gitListBytes = 64 * mebibyte;

/** Questions to the registry at once. */
export const questionsAtOnce = 8;

/** Archives sent at once: each is held in memory, here and there. */
export const uploadsAtOnce = 3;

/** Paths that one finding names; the rest is counted. */
export const pathsShown = 5;

/** Packed sizes beyond which a package is worth a look; source code packs to less. */
export const largeArchiveBytes = 10 * mebibyte;

/** What a registry takes of one upload, unless its operator says otherwise. */
export const usualUploadBytes = 100 * mebibyte;

/** A single file beyond this is seldom source code. */
export const largeFileBytes = 5 * mebibyte;

/** Files beyond this are not searched for secrets: keys and tokens stand in small ones. */
export const searchedFileBytes = mebibyte;

/** Nested packages whose build.zig.zon is read, as in a registry. */
export const nestedPackageCount = 200;
