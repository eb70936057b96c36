/** The largest body of an upload, unless the operator says otherwise: the archive of a large library. */
export const uploadBytes = 100 * 1024 * 1024;

/** Bodies held in memory at once; who comes then is told to come back. */
export const uploadsTogetherBytes = 512 * 1024 * 1024;

/** Uploads from this size on are not put together at their end: a smaller one is in a millisecond. */
export const placedBytes = 1024 * 1024;

/** The largest body of every other request: a form with a few fields. */
export const formBytes = 64 * 1024;

/** A document without its tarball. To deprecate, clients send all of a package's: the longest known have some 20 MB. */
export const documentJsonBytes = 64 * 1024 * 1024;

/** Objects in objects of a document. Real manifests have hardly ten. */
export const documentDepth = 100;

/** How much of an upload waits in memory before it goes to a file. Most tarballs are smaller. */
export const spoolMemoryBytes = 1024 * 1024;

/** How long a client may take for its headers. */
export const headersTimeoutMs = 30_000;

/** How long a client may take for a whole request: 100 MB at 2 MBit/s. */
export const requestTimeoutMs = 10 * 60 * 1000;

/** How long a client may take nothing of an answer before it is ended. */
export const stalledMs = 60_000;

/** How long an idle connection stays open. Longer than the minute that load balancers keep theirs. */
export const keepAliveMs = 65_000;

/** How long running requests may go on once the registry is told to stop. */
export const stopGraceMs = 10_000;

/** What a client that came at a busy time is told to wait, in seconds. */
export const retryAfterSeconds = 2;

/** For how long requests are counted together. */
export const rateWindowMs = 60_000;

/** Addresses and accounts whose requests are counted; beyond it the oldest are forgotten. */
export const rateEntries = 50_000;

/**
 * Requests from one address within a minute, unless the operator says otherwise. A fresh install of a large project
 * makes 2,000; ten of them may come from behind one address at once.
 */
export const requestsPerMinute = 30_000;

/** Changes from one address, and by one account, within a minute: a monorepo publishes some hundred packages at once. */
export const changesPerMinute = 1_200;

/** How long the storage may take to answer when it is asked whether it is well. */
export const healthTimeoutMs = 3_000;

/** The largest question about many packages, unzipped: what a project of 10,000 packages asks has some 500 kB. */
export const questionBytes = 4 * 1024 * 1024;

/** Packages of one such question, and versions of one package. */
export const askedPackageCount = 20_000;
export const askedVersionCount = 1_000;

/** Versions of all of them: each is held against every advisory of its package. */
export const askedVersionsTogether = 50_000;

/** Depth of the tree that older clients of npm send. */
export const askedTreeDepth = 200;

/** Paths of all places in that tree together: the answer may repeat each. A project of 10,000 packages has 1 MB. */
export const askedPathLength = 8 * 1024 * 1024;

/** Dates and headers whose reading is remembered on the hot path. */
export const rememberedCount = 2_000;

/** The longest of them. What clients of npm's protocol send is shorter. */
export const rememberedLength = 100;
