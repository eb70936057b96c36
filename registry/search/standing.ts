import type { SearchEntry } from "./search-index.ts";

/**
 * How good a package is among those that fit equally well: what is used more stands higher, in ten steps for each
 * power of ten, and of those on one step what is fresher. Below 2^53, with room below the unit for 4,096 packages of
 * one second.
 */
export function standingOf({
  downloads,
  publishedAt,
}: Pick<SearchEntry, "downloads" | "publishedAt">): number {
  const usage = Math.min(highestUsage, Math.floor(10 * Math.log10(1 + downloads)));
  const seconds = Math.min(2 ** 33 - 1, Math.max(0, Math.floor(Date.parse(publishedAt) / 1000)));
  return (usage * 2 ** 33 + seconds) * 2 ** 12;
}

const highestUsage = 2 ** 7 - 1;

/** The same from 0 to 1. */
export function popularityOf({ downloads }: Pick<SearchEntry, "downloads">): number {
  return Math.min(1, (10 * Math.log10(1 + downloads)) / highestUsage);
}
