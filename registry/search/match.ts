import type { FacetName, SearchEntry, SearchQuery, Tier } from "./search-index.ts";
import { calledAs, wordsOf } from "./words.ts";

/** The best tier of the results that a package belongs to; undefined where it is none of them. */
export function tierOf(entry: SearchEntry, query: SearchQuery): Tier | undefined {
  const { words, joined, facets, viewer } = query;
  for (const [name, values] of facets) {
    const own = facetsOf(entry)[name];
    if (!values.some((value) => own.includes(value))) return undefined;
  }
  if (entry.visibleTo !== "everyone" && !entry.visibleTo.some((name) => viewer.includes(name)))
    return undefined;
  const called = calledAs(entry.name);
  if (joined !== "" && called.includes(joined)) return "name";
  if (joined !== "" && called.some((each) => each.startsWith(joined))) return "beginning";
  const inName = [...wordsOf(entry.name), ...called];
  const inKeywords = entry.keywords.flatMap(wordsOf);
  const isNamed = (word: string) => inName.some((own) => own.startsWith(word)) || inKeywords.includes(word);
  if (words.every(isNamed)) return "keywords";
  const inDescription = wordsOf(entry.description ?? "");
  return words.every((word) => isNamed(word) || inDescription.includes(word)) ? "text" : undefined;
}

/** The values of a package's facets, as they are compared. */
export function facetsOf(entry: SearchEntry): Readonly<Record<FacetName, readonly string[]>> {
  // `MIT OR Apache-2.0` is found by each, and as a whole.
  const license = entry.license?.toLowerCase() ?? "";
  return {
    kind: [entry.kind],
    owner: entry.owners.map((owner) => owner.toLowerCase()),
    license: license === "" ? [] : [...new Set([license, ...(license.match(/[a-z0-9.+-]+/g) ?? [])])],
    zig: entry.zigVersions,
  };
}
