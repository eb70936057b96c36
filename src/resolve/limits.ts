/** Ranges that stay parsed. A project has tens; a benchmark thousands. */
export const maxKnownRanges = 10_000;

/** More lines than this say nothing new: whoever has hundreds of yanked versions reads the first few. */
export const maxReasonsShown = 5;
