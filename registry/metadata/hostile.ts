import type { Trouble } from "../trouble.ts";
import type { Metadata, Read } from "./metadata.ts";

/** The same metadata behind a bad network, for tests. Its `recent` reads give what they gave before, now and then. */
export function hostileMetadata(inner: Metadata, trouble: Trouble): Metadata {
  const around = trouble.around;
  const earlier = new Map<string, unknown>();
  const reading = <T>(what: string, read: Read, call: () => Promise<T>): Promise<T> =>
    around(async () => {
      if (read === "recent" && earlier.has(what) && trouble.chance(0.5)) return earlier.get(what) as T;
      const answer = await call();
      earlier.set(what, answer);
      return answer;
    });

  return {
    head: (id, read) => reading(`head ${id.kind} ${id.key}`, read, () => inner.head(id, read)),
    claim: (head, audit) => around(() => inner.claim(head, audit)),
    changeHead: (head, audit) => around(() => inner.changeHead(head, audit)),
    packages: (after, limit) => around(() => inner.packages(after, limit)),
    version: (id, key, read) =>
      reading(`version ${id.kind} ${id.key} ${key}`, read, () => inner.version(id, key, read)),
    versions: (id, read) => reading(`versions ${id.kind} ${id.key}`, read, () => inner.versions(id, read)),
    addVersion: (version, audit) => around(() => inner.addVersion(version, audit)),
    mark: (id, key, marks, change, audit) => around(() => inner.mark(id, key, marks, change, audit)),
    settle: (id, key, change) => around(() => inner.settle(id, key, change)),
    unfinished: (kind, view) => around(() => inner.unfinished(kind, view)),
    setStar: (id, user, isGiven) => around(() => inner.setStar(id, user, isGiven)),
    starsOf: (id, limit) => around(() => inner.starsOf(id, limit)),
    starredBy: (user, limit) => around(() => inner.starredBy(user, limit)),
    archive: (hash, read) => reading(`archive ${hash}`, read, () => inner.archive(hash, read)),
    addArchive: (archive, audit) => around(() => inner.addArchive(archive, audit)),
    document: (id, view, read) =>
      reading(`document ${id.kind} ${id.key} ${view}`, read, () => inner.document(id, view, read)),
    moveDocument: (pointer) => around(() => inner.moveDocument(pointer)),
    upstreamDocument: (name, read) =>
      reading(`upstream ${name}`, read, () => inner.upstreamDocument(name, read)),
    moveUpstreamDocument: (record) => around(() => inner.moveUpstreamDocument(record)),
    upstreamTarball: (path, read) =>
      reading(`tarball ${path}`, read, () => inner.upstreamTarball(path, read)),
    addUpstreamTarball: (record) => around(() => inner.addUpstreamTarball(record)),
    user: (name, read) => reading(`user ${name}`, read, () => inner.user(name, read)),
    users: () => around(() => inner.users()),
    addUser: (user, audit) => around(() => inner.addUser(user, audit)),
    changeUser: (user, before, audit) => around(() => inner.changeUser(user, before, audit)),
    token: (hash, read) => reading(`token ${hash}`, read, () => inner.token(hash, read)),
    tokensOf: (user) => around(() => inner.tokensOf(user)),
    addToken: (token, audit) => around(() => inner.addToken(token, audit)),
    removeToken: (hash, audit) => around(() => inner.removeToken(hash, audit)),
    org: (name, read) => reading(`org ${name}`, read, () => inner.org(name, read)),
    orgsOf: (user, read) => reading(`orgs of ${user}`, read, () => inner.orgsOf(user, read)),
    addOrg: (org, audit) => around(() => inner.addOrg(org, audit)),
    changeOrg: (org, audit) => around(() => inner.changeOrg(org, audit)),
    blobsInUse: () => around(() => inner.blobsInUse()),
    audit: (subject) => around(() => inner.audit(subject)),
    close: () => inner.close(),
  };
}
