export type {
  AccountMetadata,
  OrgRecord,
  OrgRole,
  Right,
  TeamAccess,
  TeamRecord,
  TokenRecord,
  UserRecord,
} from "./accounts.ts";
export { hostileMetadata } from "./hostile.ts";
export { memoryMetadata } from "./memory.ts";
export type {
  ArchiveRecord,
  Attestations,
  AuditRecord,
  DocumentPointer,
  DocumentSection,
  HeadFacts,
  Metadata,
  NpmFacts,
  PackageHead,
  PackageId,
  PackageKind,
  Read,
  TagMark,
  UpstreamDocumentRecord,
  UpstreamTarballRecord,
  VersionFacts,
  VersionMarks,
  VersionRecord,
} from "./metadata.ts";
export { recentBoundMs } from "./metadata.ts";
export {
  copySqlite,
  inTransaction,
  openSqliteFile,
  type SqliteFile,
  sqlFailure,
  sqliteMetadata,
  sqliteProblem,
} from "./sql/index.ts";
