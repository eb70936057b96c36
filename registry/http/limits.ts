/** The largest body of an upload, unless the operator says otherwise: the archive of a large library. */
export const uploadBytes = 100 * 1024 * 1024;

/** Bodies held in memory at once; who comes then is told to come back. */
export const uploadsTogetherBytes = 512 * 1024 * 1024;

/** The largest body of every other request: a form with a few fields. */
export const formBytes = 64 * 1024;

/** How long a client may take for its headers. */
export const headersTimeoutMs = 30_000;

/** How long a client may take for a whole request: 100 MB at 2 MBit/s. */
export const requestTimeoutMs = 10 * 60 * 1000;

/** How long an idle connection stays open. Longer than the minute that load balancers keep theirs. */
export const keepAliveMs = 65_000;

/** How long running requests may go on once the registry is told to stop. */
export const stopGraceMs = 10_000;

/** What a client that came at a busy time is told to wait, in seconds. */
export const retryAfterSeconds = 2;
