/** Tries of one call of the storage before a request fails: a network that hiccups is through by then. */
export const storageTries = 8;

/** The wait before the second try; it doubles from try to try, so all tries together take about a second. */
export const storagePauseMs = 8;
