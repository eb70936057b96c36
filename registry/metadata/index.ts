export { hostileMetadata } from "./hostile.ts";
export { memoryMetadata } from "./memory.ts";
export type {
  ArchiveRecord,
  AuditRecord,
  DocumentPointer,
  Metadata,
  PackageHead,
  PackageId,
  PackageKind,
  Read,
  TokenRecord,
  UpstreamDocumentRecord,
  UpstreamTarballRecord,
  UserRecord,
  VersionRecord,
} from "./metadata.ts";
export { recentBoundMs } from "./metadata.ts";
export { sqliteMetadata } from "./sql/index.ts";
