import { readAnswer } from "./answers.ts";
import * as limits from "./limits.ts";
import { type Check, count, fieldsOf, list, moment, oneOf, optional, text, unprintable } from "./shape.ts";

/** Which packages are searched. */
export type SearchKind = "zig" | "npm";

/** The answer to a search. */
export interface SearchAnswer {
  /** How many there are, counted up to a bound of the registry. */
  readonly total: number;
  /** Best first. */
  readonly packages: readonly FoundPackage[];
}

export interface FoundPackage {
  readonly kind: SearchKind;
  readonly name: string;
  readonly version: string;
  readonly description: string | undefined;
  readonly license: string | undefined;
  readonly keywords: readonly string[];
  readonly owners: readonly string[];
  /** Minor versions of Zig that it says to work with. */
  readonly zigVersions: readonly string[];
  readonly publishedAt: string | undefined;
}

/**
 * Reads an answer in npm's shape, with what Pantry's registry says beside it. Texts come from strangers: what a
 * terminal would obey is a space.
 */
export const readSearchAnswer = (bytes: Uint8Array): SearchAnswer =>
  readAnswer(bytes, "a search", (field) => ({
    total: field("total", count),
    packages: field("objects", list(found, limits.searchResultCount)),
  }));

const found: Check<FoundPackage> = (value, at) => fieldsOf(value, at)("package", foundPackage);

const foundPackage: Check<FoundPackage> = (value, at) => {
  const field = fieldsOf(value, at);
  return {
    kind: field("kind", optional(oneOf("zig", "npm"))) ?? "npm",
    name: field("name", text({ maxLength: limits.npmNameLength, matches: (name) => /^[!-~]+$/.test(name) })),
    version: field("version", text({ maxLength: 256, matches: (version) => /^[!-~]+$/.test(version) })),
    description: field("description", optional(shownText)),
    license: field("license", optional(shownText)),
    keywords: field("keywords", optional(list(shownText, limits.listedCount))) ?? [],
    owners: (field("maintainers", optional(list(userName, limits.ownerCount))) ?? []).flatMap(
      (name) => name ?? [],
    ),
    zigVersions: field("zigVersions", optional(list(shownText, limits.listedCount))) ?? [],
    publishedAt: field("date", optional(moment)),
  };
};

const userName: Check<string | undefined> = (value, at) =>
  fieldsOf(value, at)("username", optional(shownText));

const shownText: Check<string> = (value, at) =>
  text({ maxLength: limits.foundTextLength })(value, at).replace(unprintable, " ").trim();
