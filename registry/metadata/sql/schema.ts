/** The tables, as Kysely sees them. Flags are 0 and 1, lists and facts JSON, moments ISO texts in UTC. */
export interface Schema {
  packages: PackageRow;
  owners: { kind: string; package: string; user: string };
  stars: { kind: string; package: string; user: string };
  versions: VersionRow;
  archives: ArchiveRow;
  documents: DocumentRow;
  upstream_documents: { name: string; revision: number; blob: string };
  upstream_tarballs: { path: string; blob: string; size_bytes: number; added_at: string };
  users: UserRow;
  tokens: TokenRow;
  orgs: OrgRow;
  org_members: { org: string; user: string };
  account_names: { reads_as: string; name: string };
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
  shared: number;
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

export interface UserRow {
  name: string;
  reads_as: string;
  email: string | null;
  password: string;
  created_at: string;
  removed_at: string | null;
  attempt: string;
}

export interface TokenRow {
  hash: string;
  user: string;
  name: string | null;
  rights: string;
  packages: string | null;
  cidr: string | null;
  expires_at: string | null;
  masked: string;
  created_at: string;
}

export interface OrgRow {
  name: string;
  reads_as: string;
  members: string;
  teams: string;
  created_at: string;
  revision: number;
  change: string;
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
  {
    name: "0004-accounts",
    statements: [
      "create table account_names (reads_as text not null primary key, name text not null)",
      "alter table users add column reads_as text not null default ''",
      "alter table users add column removed_at text",
      `update users set reads_as =
        replace(replace(replace(replace(replace(name, '.', ''), '_', ''), '-', ''), '0', 'o'), '1', 'l')`,
      `insert into account_names (reads_as, name)
        select reads_as, min(name) from users group by reads_as`,
      "alter table tokens add column name text",
      `alter table tokens add column rights text not null default '["read","publish","yank","owner"]'`,
      `update tokens set rights = '["read"]' where read_only = 1`,
      "alter table tokens drop column read_only",
      "alter table tokens add column packages text",
      "alter table tokens add column cidr text",
      "alter table tokens add column expires_at text",
      `create table orgs (
        name text not null primary key, reads_as text not null, members text not null, teams text not null,
        created_at text not null, revision bigint not null, change text not null)`,
      `create table org_members (org text not null, "user" text not null, primary key (org, "user"))`,
      `create index org_members_by_user on org_members ("user")`,
    ],
  },
  {
    name: "0005-private-zig-packages",
    statements: [
      `update packages set facts = substr(facts, 1, length(facts) - 1) || ',"access":"public"}' where kind = 'zig'`,
      "alter table archives add column shared integer not null default 1",
      "update archives set shared = 0 where archive in (select archive from versions where kind = 'zig')",
    ],
  },
  {
    name: "0006-stars",
    statements: [
      `create table stars (
        kind text not null, package text not null, "user" text not null,
        primary key (kind, package, "user"))`,
      `create index stars_by_user on stars ("user", kind, package)`,
    ],
  },
];
