/** Rendered documents and small archives kept in memory: both are read again and again. */
export const cacheBytes = 64 * 1024 * 1024;

/** Archives up to this size are kept in memory, which is nearly all; larger ones are streamed from the blobs. */
export const cachedArchiveBytes = 1024 * 1024;

/** Heads of packages kept in memory, with where their documents are. */
export const knownBytes = 16 * 1024 * 1024;

/** Tries to read a document whose blob is gone because a newer one took its place meanwhile. */
export const documentTries = 10;

/**
 * Bytes that an archive may unpack to. The largest Zig packages known have some 100 MB. One of this size takes 1 GB of
 * memory and several seconds, most of them to pack it anew, and nothing else is answered meanwhile.
 */
export const unpackedBytes = 256 * 1024 * 1024;

/** Packages that one version may depend on in all, over any number of steps. */
export const closureCount = 2_000;

/** Missing dependencies named in one error. */
export const missingShown = 10;

/** Nested packages in one archive whose build.zig.zon is read. */
export const nestedPackageCount = 200;

/** Changes of one head that may come in between before a change of it gives up. */
export const headTries = 1_000;
