/** Zig's limits for the name and the version in a hash, in bytes: longer ones are an error, not cut. */
export const maxHashNameBytes = 32;
export const maxHashVersionBytes = 32;

/** Folders inside folders in what is written to disk; the deepest known packages have some 15. */
export const maxFolderDepth = 64;

/** The longest name of one file or folder that all systems take: NAME_MAX of Linux. */
export const maxNameBytes = 255;

/** Bytes of all files of a folder that is hashed: it is held in memory. As for an archive. */
export const maxFolderBytes = 1024 * 1024 * 1024;

/** Paths named in one error; more would push the first one off the screen. */
export const maxPathsShown = 5;

/** Zig reads a manifest of fewer bytes than this (zig 0.16 Manifest `max_bytes`). */
export const maxManifestBytes = 10 * 1024 * 1024;
