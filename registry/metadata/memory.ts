import { blobsOf, inUse } from "./blobs-of.ts";
import { memoryAccounts } from "./memory-accounts.ts";
import type {
  ArchiveRecord,
  AuditRecord,
  DocumentPointer,
  Metadata,
  PackageHead,
  PackageId,
  PackageKind,
  UpstreamDocumentRecord,
  UpstreamTarballRecord,
  VersionRecord,
} from "./metadata.ts";

/** Metadata in memory, for tests. */
export function memoryMetadata(): Metadata {
  const heads = new Map<string, PackageHead>();
  const versions = new Map<string, VersionRecord>();
  const stars = new Map<string, { readonly id: PackageId; readonly user: string }>();
  const archives = new Map<string, ArchiveRecord>();
  const documents = new Map<string, DocumentPointer>();
  const upstreamDocuments = new Map<string, UpstreamDocumentRecord>();
  const upstreamTarballs = new Map<string, UpstreamTarballRecord>();
  const audits: AuditRecord[] = [];

  const packageKey = (id: PackageId) => `${id.kind} ${id.key}`;
  const versionKey = (id: PackageId, key: string) => `${packageKey(id)} ${key}`;
  const log = (audit: AuditRecord | undefined) => {
    if (audit !== undefined) audits.push(audit);
  };
  const addOnce = <T>(into: Map<string, T>, key: string, value: T, audit: AuditRecord | undefined) => {
    if (into.has(key)) return false;
    into.set(key, value);
    log(audit);
    return true;
  };

  return {
    async head<K extends PackageKind>(id: PackageId<K>) {
      return heads.get(packageKey(id)) as PackageHead<K> | undefined;
    },
    async claim(head, audit) {
      return addOnce(heads, packageKey(head), head, audit);
    },
    async changeHead(head, audit) {
      if (heads.get(packageKey(head))?.revision !== head.revision - 1) return false;
      heads.set(packageKey(head), head);
      log(audit);
      return true;
    },
    async packages(after, limit) {
      return [...heads.values()]
        .filter((head) => head.revision > 0 && (after === undefined || packageKey(head) > packageKey(after)))
        .sort((a, b) => (packageKey(a) < packageKey(b) ? -1 : 1))
        .slice(0, limit)
        .map(({ kind, key }) => ({ kind, key }));
    },
    async version<K extends PackageKind>(id: PackageId<K>, key: string) {
      return versions.get(versionKey(id, key)) as VersionRecord<K> | undefined;
    },
    async versions<K extends PackageKind>(id: PackageId<K>) {
      const own = [...versions.values()].filter((version) => packageKey(version.package) === packageKey(id));
      return own.sort(byPublishing) as VersionRecord<K>[];
    },
    async addVersion(version, audit) {
      return addOnce(versions, versionKey(version.package, version.key), version, audit);
    },
    async mark(id, key, marks, change, audit) {
      const version = versions.get(versionKey(id, key));
      if (version === undefined) return false;
      versions.set(versionKey(id, key), { ...version, ...marks, unsettled: change });
      log(audit);
      return true;
    },
    async settle(id, key, change) {
      const version = versions.get(versionKey(id, key));
      if (version?.unsettled !== change) return;
      versions.set(versionKey(id, key), { ...version, unsettled: undefined });
    },
    async unfinished(kind, view) {
      const unsettled = new Set<string>();
      for (const version of versions.values()) {
        if (version.unsettled !== undefined) unsettled.add(packageKey(version.package));
      }
      return [...heads.values()]
        .filter((head) => {
          if (head.kind !== kind) return false;
          const rendered = documents.get(`${packageKey(head)} ${view}`)?.revision ?? 0;
          return unsettled.has(packageKey(head)) || rendered < head.revision;
        })
        .map(({ key }) => ({ kind, key }));
    },
    async setStar({ kind, key }, user, isGiven) {
      const star = { id: { kind, key }, user };
      if (isGiven) stars.set(`${packageKey(star.id)} ${user}`, star);
      else stars.delete(`${packageKey(star.id)} ${user}`);
    },
    async starsOf(id, limit) {
      const own = [...stars.values()].filter((star) => packageKey(star.id) === packageKey(id));
      return own
        .map(({ user }) => user)
        .sort()
        .slice(0, limit);
    },
    async starredBy(user, limit) {
      const own = [...stars.values()].filter((star) => star.user === user).map(({ id }) => id);
      return own.sort((a, b) => (packageKey(a) < packageKey(b) ? -1 : 1)).slice(0, limit);
    },
    async archive(hash) {
      return archives.get(hash);
    },
    async addArchive(archive, audit) {
      if (archive.isShared && archives.get(archive.hash)?.isShared === false) archives.delete(archive.hash);
      return addOnce(archives, archive.hash, archive, audit);
    },
    async document(id, view) {
      return documents.get(`${packageKey(id)} ${view}`);
    },
    async moveDocument(pointer) {
      const key = `${packageKey(pointer.package)} ${pointer.view}`;
      const before = documents.get(key);
      if (before !== undefined && before.revision >= pointer.revision)
        return { moved: false, replaced: undefined };
      documents.set(key, pointer);
      return { moved: true, replaced: before?.blob };
    },
    async upstreamDocument(name) {
      return upstreamDocuments.get(name);
    },
    async moveUpstreamDocument(record) {
      const before = upstreamDocuments.get(record.name);
      if (before !== undefined && before.revision >= record.revision)
        return { moved: false, replaced: undefined };
      upstreamDocuments.set(record.name, record);
      return { moved: true, replaced: before?.blob };
    },
    async upstreamTarball(path) {
      return upstreamTarballs.get(path);
    },
    async addUpstreamTarball(record) {
      return addOnce(upstreamTarballs, record.path, record, undefined);
    },
    ...memoryAccounts(log),
    async blobsInUse() {
      const pointing = [...documents.values(), ...upstreamDocuments.values(), ...upstreamTarballs.values()];
      const own = [
        ...[...versions.values()].flatMap(blobsOf),
        ...[...archives.values()].map(({ archive }) => archive),
      ];
      return inUse(
        own,
        pointing.map(({ blob }) => blob),
      );
    },
    async audit(subject) {
      return audits.filter((audit) => audit.subject === subject);
    },
    async close() {},
  };
}

function byPublishing(one: VersionRecord, other: VersionRecord): number {
  if (one.publishedAt !== other.publishedAt) return one.publishedAt < other.publishedAt ? -1 : 1;
  return one.key < other.key ? -1 : 1;
}
