import { paths, readSearchAnswer, type SearchAnswer, type SearchKind } from "../protocol/index.ts";
import type { Wire } from "./wire.ts";

export interface SearchRequest {
  /** Words and facets (registry/PROTOCOL.md). */
  readonly text: string;
  /** Which packages, where the text names no kind. */
  readonly kind: SearchKind;
  readonly size: number;
}

export interface Search {
  search(request: SearchRequest): Promise<SearchAnswer>;
  /** Names of Zig packages that begin with the same letter or two, the most used ones: one of them may be meant. */
  namesLike(word: string): Promise<readonly string[]>;
}

/** The most that a registry gives at once. */
export const highestSearchSize = 250;

export function openSearch(wire: Wire): Search {
  async function search({ text, kind, size }: SearchRequest): Promise<SearchAnswer> {
    const query = new URLSearchParams({ text, kind, size: String(size) }).toString();
    return readSearchAnswer((await wire.demand({ method: "GET", path: paths.search, query })).bytes);
  }

  return {
    search,
    async namesLike(word) {
      const beginnings = [...new Set([word.slice(0, 2), word.slice(0, 1)])];
      const answers = await Promise.all(
        beginnings.map((text) => search({ text, kind: "zig", size: highestSearchSize })),
      );
      return answers.flatMap(({ packages }) => packages.map(({ name }) => name));
    },
  };
}
