/** Ranges that stay parsed. A project has tens; a benchmark thousands. */
export const maxKnownRanges = 10_000;

/** More lines than this say nothing new: whoever has hundreds of yanked versions reads the first few. */
export const maxReasonsShown = 5;

/**
 * Real projects need one attempt or a few; the hardest of our tests a hundred. Beyond this a search never ends, and since
 * it has to mind all that it learned, each attempt takes longer: these take seconds, ten times as many would minutes.
 */
export const maxAttempts = 2_500;

/**
 * Needs of one candidate that are looked into where they cannot be had. One is enough to pass it over; to look into all
 * of five thousand took the square of that.
 */
export const maxClashes = 32;

/** Rounds of allowing more duplicates, each a search of its own; then all are allowed. */
export const maxRelaxations = 64;

/** Searches spent on taking an allowed duplicate back. */
export const maxTightenings = 32;

/** Duplicates for which a way out is looked for, each by a search of its own. A tree with more needs another approach. */
export const maxAdvice = 8;

/** Lines of a short explanation: what does not fit on a screen is not short. */
export const maxTreeLines = 24;

/** Steps of indentation in a short explanation. */
export const maxIndent = 10;

/** Packages whose conflicts are told one by one. */
export const maxTreesShown = 3;

/** Separate stretches of versions that are listed one by one. */
export const maxRunsShown = 3;

/** More advice than this is none. */
export const maxHintsShown = 3;

/** A terminal of 80 characters, with room for `  ` and a margin. */
export const defaultColumns = 78;

/** Such a search may come to nothing: it is advice, and nobody waits long for that. */
export const maxAdviceAttempts = 50;

/**
 * Packages that all these searches may look at: where a tree has thousands, there are fewer of them with fewer attempts
 * each. It is what solving a tree of thousands looks at itself.
 */
export const maxAdviceWork = 20_000;
