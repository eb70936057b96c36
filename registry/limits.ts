/** Tries of one call of the storage before a request fails: a network that hiccups is through by then. */
export const storageTries = 8;

/** The wait before the second try; it doubles from try to try, so all tries together take about a second. */
export const storagePauseMs = 8;

/** What one entry of a cache costs beside its bytes. */
export const cacheEntryBytes = 512;

/** Effort for documents, which are rendered at every publish: more takes ten times as long for a few per cent. */
export const brotliQuality = 5;
export const gzipLevel = 6;

/** The same trouble of the storage is logged once in this time: a full disk fails every request. */
export const storageReportMs = 60_000;
