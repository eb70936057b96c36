import type {
  ArchiveRecord,
  AuditRecord,
  DocumentPointer,
  PackageHead,
  PackageId,
  PackageKind,
  UpstreamDocumentRecord,
  UpstreamTarballRecord,
  VersionMarks,
  VersionRecord,
} from "../metadata.ts";
import type { ArchiveRow, DocumentRow, PackageRow, Schema, VersionRow } from "./schema.ts";

/** One row for each owner, or one without an owner. */
export function toHead<K extends PackageKind>(
  kind: K,
  found: readonly (PackageRow & { user: string | null })[],
): PackageHead<K> | undefined {
  const row = found[0];
  if (row === undefined) return undefined;
  return {
    kind,
    key: row.key,
    name: row.name,
    facts: JSON.parse(row.facts),
    owners: found.flatMap(({ user }) => (user === null ? [] : [user])),
    revision: Number(row.revision),
    modified: row.modified,
    change: row.change,
  };
}

export function fromHead(head: PackageHead): PackageRow {
  const { kind, key, name, facts, revision, modified, change } = head;
  return { kind, key, name, facts: JSON.stringify(facts), revision, modified, change };
}

export function toVersion<K extends PackageKind>(kind: K, row: VersionRow): VersionRecord<K> {
  return {
    package: { kind, key: row.package },
    key: row.key,
    version: row.version,
    integrity: row.integrity,
    archive: row.archive,
    archiveSizeBytes: Number(row.archive_size_bytes),
    facts: JSON.parse(row.facts),
    publishedAt: row.published_at,
    publishedBy: row.published_by,
    attempt: row.attempt,
    yanked: row.yanked === 1,
    deprecated: row.deprecated ?? undefined,
    removed: row.removed === 1,
    unsettled: row.unsettled ?? undefined,
  };
}

export function fromVersion(version: VersionRecord): VersionRow {
  return {
    kind: version.package.kind,
    package: version.package.key,
    key: version.key,
    version: version.version,
    integrity: version.integrity,
    archive: version.archive,
    archive_size_bytes: version.archiveSizeBytes,
    facts: JSON.stringify(version.facts),
    published_at: version.publishedAt,
    published_by: version.publishedBy,
    attempt: version.attempt,
    unsettled: version.unsettled ?? null,
    ...fromMarks(version),
  };
}

export function fromMarks(marks: VersionMarks): MarkColumns;
export function fromMarks(marks: Partial<VersionMarks>): Partial<MarkColumns>;
export function fromMarks(marks: Partial<VersionMarks>): Partial<MarkColumns> {
  const { yanked, removed } = marks;
  return {
    ...(yanked === undefined ? {} : { yanked: yanked ? 1 : 0 }),
    ...(removed === undefined ? {} : { removed: removed ? 1 : 0 }),
    ...("deprecated" in marks ? { deprecated: marks.deprecated ?? null } : {}),
  };
}

type MarkColumns = Pick<VersionRow, "yanked" | "deprecated" | "removed">;

export function toArchive(row: ArchiveRow): ArchiveRecord {
  return {
    hash: row.hash,
    integrity: row.integrity,
    archive: row.archive,
    archiveSizeBytes: Number(row.archive_size_bytes),
    dependencies: JSON.parse(row.dependencies),
    addedAt: row.added_at,
    isShared: row.shared === 1,
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
    shared: archive.isShared ? 1 : 0,
  };
}

export function toDocument(id: PackageId, row: DocumentRow): DocumentPointer {
  return {
    package: id,
    view: row.view,
    revision: Number(row.revision),
    modified: row.modified,
    blob: row.blob,
    sections: JSON.parse(row.sections),
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
    sections: JSON.stringify(pointer.sections),
  };
}

export function toUpstreamDocument(row: Schema["upstream_documents"]): UpstreamDocumentRecord {
  return { ...row, revision: Number(row.revision) };
}

export function toUpstreamTarball(row: Schema["upstream_tarballs"]): UpstreamTarballRecord {
  const { path, blob, size_bytes, added_at } = row;
  return { path, blob, sizeBytes: Number(size_bytes), addedAt: added_at };
}

export function toAudit(row: Schema["audit"]): AuditRecord {
  const { at, actor, action, subject, detail } = row;
  return { at, actor, action, subject, detail: detail ?? undefined };
}

export function fromAudit(audit: AuditRecord): Schema["audit"] {
  const { at, actor, action, subject, detail } = audit;
  return { at, actor, action, subject, detail: detail ?? null };
}
