export { type ArchiveKind, archiveKindOfPath, detectArchiveKind, mayBeOfKind } from "./kind.ts";
export type { ArchiveLimits } from "./limits.ts";
export { findEscapingLink, type Opened, openEntry } from "./links.ts";
export { type ArchiveEntry, type ArchiveProblem, type Listing, listEntries } from "./listing.ts";
export { type PackedEntry, packTarGz } from "./pack.ts";
export { readArchive } from "./read.ts";
export { quoteName, showName } from "./show-name.ts";
