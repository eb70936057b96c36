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
}

export function openSearch(wire: Wire): Search {
  return {
    async search({ text, kind, size }) {
      const query = new URLSearchParams({ text, kind, size: String(size) }).toString();
      return readSearchAnswer((await wire.demand({ method: "GET", path: paths.search, query })).bytes);
    },
  };
}
