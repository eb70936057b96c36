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

/** Tags of one npm package: more than anybody keeps apart, and each is in every document of it. */
export const tagCount = 1_000;

/** A manifest as it is kept. All of a package's are in each of its documents. */
export const manifestBytes = 1024 * 1024;

/** How much of a readme is kept: what npm's registry keeps, and more than people read. */
export const readmeLength = 64 * 1024;

/** npm's own limit for a version. */
export const npmVersionLength = 256;

/** A bundle of attestations. GitHub's have some 15 kB. */
export const attestationBytes = 1024 * 1024;

/**
 * What is said of all versions of a package together: clients read documents of 64 MiB, and send those of npm back to
 * deprecate a version.
 */
export const factsTogetherBytes = 48 * 1024 * 1024;

/** What the registry itself says of a version: addresses, hashes, signatures, owners. */
export const versionOverheadBytes = 1024;

/** Versions of one package, those that were removed included: some every hour for a year. Clients read no more of Zig's. */
export const versionCount = 10_000;

/** Stars that a package or a user is shown to have. */
export const starCount = 1_000;

/** Owners of one package: each stands in every version of its documents. Who needs more has an organisation. */
export const ownerCount = 100;

/** Archives from this size on are looked into beside the main thread. A smaller one unpacks to 16 MB at most. */
export const besideBytes = 16 * 1024;
