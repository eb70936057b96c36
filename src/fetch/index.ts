export {
  type Address,
  type AddressOptions,
  type ArchiveAddress,
  formatAddress,
  type GitAddress,
  parseAddress,
} from "./address.ts";
export type { AuthorityFiles } from "./authorities.ts";
export { type Answered, type ConnectionOptions, trustedAuthorities } from "./connections.ts";
export type { FetchedArchive, Progress } from "./download.ts";
export {
  createExchanger,
  type ExchangeAnswer,
  type ExchangeRequest,
  type Exchanger,
  type ExchangerOptions,
} from "./exchange.ts";
export { createFetcher, type Fetcher, type FetcherOptions } from "./fetcher.ts";
export type { FetchedGit } from "./git/index.ts";
export { isLoopback } from "./loopback.ts";
export { printable, shownAddress } from "./redact.ts";
