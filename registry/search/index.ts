export { orgName, searchEntry, userName } from "./entry.ts";
export { pageSize, usualPageSize } from "./limits.ts";
export { memorySearch } from "./memory-index.ts";
export { parseSearch, zigMinor } from "./parse.ts";
export { reindex } from "./reindex.ts";
export type { FacetName, Found, SearchEntry, SearchIndex, SearchPage, SearchQuery } from "./search-index.ts";
export { tiers } from "./search-index.ts";
export { sqliteSearch } from "./sqlite-index.ts";
export { popularityOf } from "./standing.ts";
