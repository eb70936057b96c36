import type { SearchKind } from "../../src/protocol/index.ts";

/**
 * What can be searched for: one entry for each package. All of it is derived from the metadata, so it may be thrown
 * away: `reindex` makes it anew.
 */
export interface SearchIndex {
  /** Puts a package's entry in the place of its last one, unless that was made from a later revision. */
  put(entry: SearchEntry): Promise<void>;
  /**
   * Takes a package out as of this revision of its head: an entry that was made from a later one stays, and one from an
   * earlier one does not come back. Content where there is none.
   */
  remove(kind: SearchKind, key: string, revision: number): Promise<void>;
  find(query: SearchQuery): Promise<SearchPage>;
  /** False until `setWhole`: the index is new, and packages that were there before it are not in it. */
  isWhole(): Promise<boolean>;
  setWhole(): Promise<void>;
  close(): Promise<void>;
}

/** What search knows of a package, and shows. */
export interface SearchEntry {
  readonly kind: SearchKind;
  /** What makes the package one of its kind: the name in its canonical form. */
  readonly key: string;
  readonly name: string;
  /** Of the package's head. */
  readonly revision: number;
  /** The newest version that is chosen for new projects. */
  readonly version: string;
  readonly description: string | undefined;
  readonly license: string | undefined;
  readonly keywords: readonly string[];
  readonly repository: string | undefined;
  readonly homepage: string | undefined;
  readonly owners: readonly string[];
  /** Minor versions of Zig that it says to work with: `0.16`. */
  readonly zigVersions: readonly string[];
  /** When that version was published. */
  readonly publishedAt: string;
  /** In the last week. */
  readonly downloads: number;
  /** Names that may see it; a viewer who goes by one of them does. */
  readonly visibleTo: "everyone" | readonly string[];
}

/** A search as `parseSearch` reads it, for one viewer. */
export interface SearchQuery extends ParsedSearch {
  /** The names that the viewer goes by: none for who has not signed in. */
  readonly viewer: readonly string[];
  /** How many of the best are passed over. */
  readonly from: number;
  readonly size: number;
}

/** What somebody typed: words that must all be there, and facets that narrow it down. */
export interface ParsedSearch {
  /** Folded as `wordsOf` does. */
  readonly words: readonly string[];
  /** The words as one name: `known folders` and `known_folders` are `knownfolders`. */
  readonly joined: string;
  /** Of one facet any value will do; every facet that is named must hold. */
  readonly facets: ReadonlyMap<FacetName, readonly string[]>;
}

export type FacetName = "kind" | "owner" | "license" | "zig";

export interface SearchPage {
  /** How many there are, counted up to `countedResults`. */
  readonly total: number;
  /** Best first: by tier, then what is used more, then what is fresher. */
  readonly results: readonly Found[];
}

export interface Found {
  readonly entry: SearchEntry;
  readonly tier: Tier;
}

/**
 * Why a package is among the results, best first: it is called so, what it is called begins so, its name and keywords
 * have all the words, its description has the rest of them.
 */
export const tiers = ["name", "beginning", "keywords", "text"] as const;

export type Tier = (typeof tiers)[number];
