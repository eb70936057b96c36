export {
  type Address,
  type AddressOptions,
  type ArchiveAddress,
  formatAddress,
  type GitAddress,
  parseAddress,
} from "./address.ts";
export type { FetchedArchive, Progress } from "./download.ts";
export { createFetcher, type Fetcher, type FetcherOptions } from "./fetcher.ts";
export type { FetchedGit } from "./git/index.ts";
