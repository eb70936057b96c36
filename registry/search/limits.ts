/** The longest text of a search, in characters: more is no question but an attack. */
export const searchTextLength = 256;

/** Words and facets in one search: each costs a look into the index. */
export const searchTermCount = 16;

/** Results on one page: as many as npm's registry gives. */
export const pageSize = 250;

/** Results on a page where nobody says how many. */
export const usualPageSize = 20;

/** How many of the best can be reached by paging. Nobody reads further. */
export const reachableResults = 1_000;

/** Results are counted so far; to count more takes longer than to find them. */
export const countedResults = 1_000;

/** Packages of one step of a reindex: other requests are answered between two. */
export const reindexStep = 200;

/** As much of the index as is read without copying: 100,000 packages have 100 MB. */
export const mappedBytes = 1024 ** 3;
