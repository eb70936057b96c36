/** The use of a package is noted this often at most. Far less than `keptAfterUseMs`. */
export const useToldAfterMs = 60 * 60 * 1000;

/** gc leaves what was used within this time: whoever uses it may not have said so in `roots/` yet. */
export const keptAfterUseMs = 24 * 60 * 60 * 1000;

/** Writers that lose the race to a copy that then turns out to be damaged try again this often. */
export const putAttempts = 5;

/** Threads that unpack and write at once: beyond this it is the disk that they wait for, and each has its memory. */
export const ingestThreads = 4;

/** Fewer packages are ingested by the time that a thread has started. */
export const packagesForThreads = 8;

/** Archives that a thread has at once: the one that it works on, and the next, so that it never waits for it. */
export const archivesPerThread = 2;
