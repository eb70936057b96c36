/** One OSV document; the largest real ones list tens of thousands of versions in some megabytes. */
export const advisoryBytes = 16 * 1024 * 1024;

/** Packages of one advisory, ranges of one package, and events of one range. */
export const affectedCount = 10_000;
export const rangeCount = 1_000;
export const eventCount = 1_000;

/** Versions that are listed for one package. */
export const listedVersionCount = 100_000;

/** Characters of a text that is shown. */
export const summaryLength = 300;
export const idLength = 128;

/** Aliases and weaknesses of one advisory. */
export const aliasCount = 100;

/** Severities of one advisory: one for each version of CVSS, and for each package. */
export const severityCount = 100;

/** Longest vector: those of CVSS 4 with everything set have some 200 characters. */
export const vectorLength = 512;

/** Addresses that one advisory refers to, and the length of one. */
export const referenceCount = 10_000;
export const urlLength = 2_000;
