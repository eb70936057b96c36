import { registryError } from "../errors.ts";
import { searchTermCount, searchTextLength } from "./limits.ts";
import type { FacetName, ParsedSearch } from "./search-index.ts";
import { joinedName, wordsOf } from "./words.ts";

/**
 * Reads what somebody typed: words, and facets such as `kind:zig`, `owner:ada` (or, as npm has it, `author:ada` and
 * `maintainer:ada`), `license:mit` and `zig:0.16`. There is nothing else to it: whatever is no letter and no digit
 * separates words. Throws REQUEST_INVALID for a text that is too long.
 */
export function parseSearch(text: string): ParsedSearch {
  if (text.length > searchTextLength) throw tooMuch(`${searchTextLength} characters`);
  const facets = new Map<FacetName, string[]>();
  const rest: string[] = [];
  for (const term of text.split(/\s+/u)) {
    const facet = facetIn(term);
    // What npm's own search knows beside: words as all others here.
    if (facet === undefined) rest.push(term.replace(/^(?:keywords|scope):/iu, ""));
    else facets.set(facet.name, [...(facets.get(facet.name) ?? []), facet.value]);
  }
  const typed = rest.join(" ");
  const words = [...new Set(wordsOf(typed))];
  const facetCount = [...facets.values()].flat().length;
  if (words.length + facetCount > searchTermCount) throw tooMuch(`${searchTermCount} words`);
  return { words, joined: joinedName(typed), facets };
}

function facetIn(term: string): { readonly name: FacetName; readonly value: string } | undefined {
  const [, name = "", value = ""] = /^([a-z]+):(.+)$/iu.exec(term) ?? [];
  switch (name.toLowerCase()) {
    case "kind":
      return { name: "kind", value: value.toLowerCase() };
    case "owner":
    case "author":
    case "maintainer":
      return { name: "owner", value: value.toLowerCase() };
    case "license":
    case "licence":
      return { name: "license", value: value.toLowerCase() };
    case "zig":
      return { name: "zig", value: zigMinor(value) };
    default:
      return undefined;
  }
}

/** `0.16` of `0.16.0` and of `0.16.0-dev.1+abc`: a package that works with one works with the others. */
export function zigMinor(version: string): string {
  return /^\d+\.\d+/.exec(version)?.[0] ?? version.toLowerCase();
}

function tooMuch(limit: string) {
  return registryError("REQUEST_INVALID", {
    message: `a search has at most ${limit}`,
    hint: "search for fewer words",
  });
}
