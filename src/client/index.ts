export type { Accounts, Login } from "./accounts.ts";
export type { ByHashAnswer, RegistryArchive } from "./archives.ts";
export { createClient, type RegistryClient, type RegistryClientOptions } from "./client.ts";
export { cachedNames } from "./document-cache.ts";
export { clientCodes } from "./errors.ts";
export type { PackageActions } from "./packages.ts";
export type { Published, Publishing, PublishRequest } from "./publishing.ts";
export type { Search, SearchRequest } from "./search.ts";
export { type VerifiedDocuments, verifyDocuments } from "./verify-documents.ts";
