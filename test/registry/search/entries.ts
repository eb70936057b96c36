import { parseSearch, type SearchEntry, type SearchIndex } from "../../../registry/search/index.ts";

export const now = new Date("2026-06-01T00:00:00.000Z");

/** A package as search knows it; of `kind` zig, used by nobody, public and half a year old unless told otherwise. */
export function entry(name: string, more: Partial<SearchEntry> = {}): SearchEntry {
  return {
    kind: "zig",
    key: name.toLowerCase(),
    name,
    revision: 1,
    version: "1.0.0",
    description: undefined,
    license: undefined,
    keywords: [],
    repository: undefined,
    homepage: undefined,
    owners: ["ada"],
    zigVersions: ["0.16"],
    publishedAt: "2025-12-01T00:00:00.000Z",
    downloads: 0,
    visibleTo: "everyone",
    ...more,
  };
}

/** The names that a search finds, best first. */
export async function search(
  index: SearchIndex,
  text: string,
  more: { readonly viewer?: readonly string[]; readonly from?: number; readonly size?: number } = {},
): Promise<string[]> {
  const { results } = await index.find({
    ...parseSearch(text),
    viewer: [],
    from: 0,
    size: 20,
    ...more,
  });
  return results.map((result) => result.entry.name);
}
