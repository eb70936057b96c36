/** The tables, as Kysely sees them. Flags are 0 and 1, lists and facts JSON, moments ISO texts in UTC. */
export interface Schema {
  packages: PackageRow;
  owners: { kind: string; package: string; user: string };
  versions: VersionRow;
  archives: ArchiveRow;
  documents: DocumentRow;
  upstream_documents: { name: string; revision: number; blob: string };
  upstream_tarballs: { path: string; blob: string; size_bytes: number; added_at: string };
  users: { name: string; email: string | null; password: string; created_at: string; attempt: string };
  tokens: { hash: string; user: string; read_only: number; masked: string; created_at: string };
  audit: { at: string; actor: string; action: string; subject: string; detail: string | null };
}

export interface PackageRow {
  kind: string;
  key: string;
  name: string;
  facts: string;
  revision: number;
  modified: string;
  change: string;
}

export interface VersionRow {
  kind: string;
  package: string;
  key: string;
  version: string;
  integrity: string;
  archive: string;
  archive_size_bytes: number;
  facts: string;
  published_at: string;
  published_by: string;
  attempt: string;
  yanked: number;
  deprecated: string | null;
  removed: number;
  unsettled: string | null;
}

export interface ArchiveRow {
  hash: string;
  integrity: string;
  archive: string;
  archive_size_bytes: number;
  dependencies: string;
  added_at: string;
}

export interface DocumentRow {
  kind: string;
  package: string;
  view: string;
  revision: number;
  modified: string;
  blob: string;
  sections: string;
}

/** Steps that made the tables what they are, applied once each and in this order. A step never changes once it is out. */
export const migrations: readonly { readonly name: string; readonly statements: readonly string[] }[] = [
  {
    name: "0001-packages-and-accounts",
    statements: [
      `create table packages (
        kind text not null, key text not null, name text not null, fingerprint text not null,
        revision bigint not null, modified text not null, change text not null,
        primary key (kind, key))`,
      `create table owners (
        kind text not null, package text not null, "user" text not null,
        primary key (kind, package, "user"))`,
      `create index owners_by_user on owners ("user")`,
      `create table versions (
        kind text not null, package text not null, key text not null, version text not null,
        hash text not null, integrity text not null, archive text not null, archive_size_bytes bigint not null,
        facts text not null, published_at text not null, published_by text not null, attempt text not null,
        yanked integer not null, unsettled text,
        primary key (kind, package, key))`,
      "create index versions_unsettled on versions (kind, package) where unsettled is not null",
      `create table archives (
        hash text not null primary key, integrity text not null, archive text not null,
        archive_size_bytes bigint not null, dependencies text not null, added_at text not null)`,
      `create table documents (
        kind text not null, package text not null, view text not null, revision bigint not null,
        modified text not null, blob text not null, plain_size_bytes bigint not null,
        gzip_size_bytes bigint not null, brotli_size_bytes bigint not null,
        primary key (kind, package, view))`,
      `create table users (
        name text not null primary key, email text, password text not null, created_at text not null,
        attempt text not null)`,
      `create table tokens (
        hash text not null primary key, "user" text not null, read_only integer not null, masked text not null,
        created_at text not null)`,
      `create index tokens_by_user on tokens ("user")`,
      `create table audit (
        at text not null, actor text not null, action text not null, subject text not null, detail text)`,
      "create index audit_by_subject on audit (subject, at)",
    ],
  },
  {
    name: "0002-upstream",
    statements: [
      `create table upstream_documents (
        name text not null primary key, revision bigint not null, blob text not null)`,
      `create table upstream_tarballs (
        path text not null primary key, blob text not null, size_bytes bigint not null, added_at text not null)`,
    ],
  },
  {
    name: "0003-facts-of-each-kind",
    statements: [
      "alter table packages add column facts text not null default '{}'",
      `update packages set facts = '{"fingerprint":"' || fingerprint || '"}'`,
      "alter table packages drop column fingerprint",
      `update versions set facts = '{"hash":"' || hash || '",' || substr(facts, 2)`,
      "alter table versions drop column hash",
      "alter table versions add column deprecated text",
      "alter table versions add column removed integer not null default 0",
      "alter table documents add column sections text not null default '[]'",
      `update documents set sections = '[{"name":"index.plain","sizeBytes":' || plain_size_bytes ||
        '},{"name":"index.gzip","sizeBytes":' || gzip_size_bytes ||
        '},{"name":"index.brotli","sizeBytes":' || brotli_size_bytes || '}]'`,
      "alter table documents drop column plain_size_bytes",
      "alter table documents drop column gzip_size_bytes",
      "alter table documents drop column brotli_size_bytes",
    ],
  },
];
