import type {
  ArchiveRecord,
  AuditRecord,
  DocumentPointer,
  PackageHead,
  PackageId,
  TokenRecord,
  UpstreamDocumentRecord,
  UpstreamTarballRecord,
  UserRecord,
  VersionRecord,
} from "../metadata.ts";
import type { ArchiveRow, DocumentRow, PackageRow, Schema, VersionRow } from "./schema.ts";

/** One row for each owner, or one without an owner. */
export function toHead(found: readonly (PackageRow & { user: string | null })[]): PackageHead | undefined {
  const row = found[0];
  if (row === undefined) return undefined;
  return {
    ...toPackageId(row),
    name: row.name,
    fingerprint: row.fingerprint,
    owners: found.flatMap(({ user }) => (user === null ? [] : [user])),
    revision: Number(row.revision),
    modified: row.modified,
    change: row.change,
  };
}

export function fromHead(head: PackageHead): PackageRow {
  const { kind, key, name, fingerprint, revision, modified, change } = head;
  return { kind, key, name, fingerprint, revision, modified, change };
}

export function toPackageId(row: { readonly kind: string; readonly key: string }): PackageId {
  if (row.kind !== "zig") throw new Error(`the database has a package of an unknown kind: ${row.kind}`);
  return { kind: row.kind, key: row.key };
}

export function toVersion(row: VersionRow): VersionRecord {
  return {
    package: toPackageId({ kind: row.kind, key: row.package }),
    key: row.key,
    version: row.version,
    hash: row.hash,
    integrity: row.integrity,
    archive: row.archive,
    archiveSizeBytes: Number(row.archive_size_bytes),
    facts: JSON.parse(row.facts),
    publishedAt: row.published_at,
    publishedBy: row.published_by,
    attempt: row.attempt,
    yanked: row.yanked === 1,
    unsettled: row.unsettled ?? undefined,
  };
}

export function fromVersion(version: VersionRecord): VersionRow {
  return {
    kind: version.package.kind,
    package: version.package.key,
    key: version.key,
    version: version.version,
    hash: version.hash,
    integrity: version.integrity,
    archive: version.archive,
    archive_size_bytes: version.archiveSizeBytes,
    facts: JSON.stringify(version.facts),
    published_at: version.publishedAt,
    published_by: version.publishedBy,
    attempt: version.attempt,
    yanked: version.yanked ? 1 : 0,
    unsettled: version.unsettled ?? null,
  };
}

export function toArchive(row: ArchiveRow): ArchiveRecord {
  return {
    hash: row.hash,
    integrity: row.integrity,
    archive: row.archive,
    archiveSizeBytes: Number(row.archive_size_bytes),
    dependencies: JSON.parse(row.dependencies),
    addedAt: row.added_at,
  };
}

export function fromArchive(archive: ArchiveRecord): ArchiveRow {
  return {
    hash: archive.hash,
    integrity: archive.integrity,
    archive: archive.archive,
    archive_size_bytes: archive.archiveSizeBytes,
    dependencies: JSON.stringify(archive.dependencies),
    added_at: archive.addedAt,
  };
}

export function toDocument(row: DocumentRow): DocumentPointer {
  return {
    package: toPackageId({ kind: row.kind, key: row.package }),
    view: row.view,
    revision: Number(row.revision),
    modified: row.modified,
    blob: row.blob,
    plainSizeBytes: Number(row.plain_size_bytes),
    gzipSizeBytes: Number(row.gzip_size_bytes),
    brotliSizeBytes: Number(row.brotli_size_bytes),
  };
}

export function fromDocument(pointer: DocumentPointer): DocumentRow {
  return {
    kind: pointer.package.kind,
    package: pointer.package.key,
    view: pointer.view,
    revision: pointer.revision,
    modified: pointer.modified,
    blob: pointer.blob,
    plain_size_bytes: pointer.plainSizeBytes,
    gzip_size_bytes: pointer.gzipSizeBytes,
    brotli_size_bytes: pointer.brotliSizeBytes,
  };
}

export function toUpstreamDocument(row: Schema["upstream_documents"]): UpstreamDocumentRecord {
  return { ...row, revision: Number(row.revision) };
}

export function toUpstreamTarball(row: Schema["upstream_tarballs"]): UpstreamTarballRecord {
  const { path, blob, size_bytes, added_at } = row;
  return { path, blob, sizeBytes: Number(size_bytes), addedAt: added_at };
}

export function toUser(row: Schema["users"]): UserRecord {
  return {
    name: row.name,
    email: row.email ?? undefined,
    password: row.password,
    createdAt: row.created_at,
    attempt: row.attempt,
  };
}

export function fromUser(user: UserRecord): Schema["users"] {
  const { name, email, password, createdAt, attempt } = user;
  return { name, email: email ?? null, password, created_at: createdAt, attempt };
}

export function toToken(row: Schema["tokens"]): TokenRecord {
  return {
    hash: row.hash,
    user: row.user,
    readOnly: row.read_only === 1,
    masked: row.masked,
    createdAt: row.created_at,
  };
}

export function fromToken(token: TokenRecord): Schema["tokens"] {
  const { hash, user, readOnly, masked, createdAt } = token;
  return { hash, user, read_only: readOnly ? 1 : 0, masked, created_at: createdAt };
}

export function toAudit(row: Schema["audit"]): AuditRecord {
  const { at, actor, action, subject, detail } = row;
  return { at, actor, action, subject, detail: detail ?? undefined };
}

export function fromAudit(audit: AuditRecord): Schema["audit"] {
  const { at, actor, action, subject, detail } = audit;
  return { at, actor, action, subject, detail: detail ?? null };
}
