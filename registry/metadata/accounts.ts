import type { AuditRecord, Read } from "./metadata.ts";

/**
 * Users, their tokens, and organisations. The same promises hold as for the rest of `Metadata`, and one more:
 * a name belongs to one user or one organisation, together with all names that read the same (`readsAs`), for good.
 */
export interface AccountMetadata {
  user(name: string, read: Read): Promise<UserRecord | undefined>;
  /** All users, by name. */
  users(): Promise<readonly UserRecord[]>;
  /** Makes a user on the condition that neither a user nor an organisation has the name or one that reads the same. */
  addUser(user: UserRecord, audit: AuditRecord): Promise<boolean>;
  /** Replaces a user on the condition that its `attempt` is still `before`. */
  changeUser(user: UserRecord, before: string, audit: AuditRecord): Promise<boolean>;

  token(hash: string, read: Read): Promise<TokenRecord | undefined>;
  tokensOf(user: string): Promise<readonly TokenRecord[]>;
  /** Adds a token. One with this hash is the same token. */
  addToken(token: TokenRecord, audit: AuditRecord): Promise<void>;
  /** Content where it is not there; then nothing is audited. */
  removeToken(hash: string, audit: AuditRecord): Promise<void>;

  org(name: string, read: Read): Promise<OrgRecord | undefined>;
  /** The organisations that a user is a member of, by name. */
  orgsOf(user: string, read: Read): Promise<readonly OrgRecord[]>;
  /** Makes an organisation on the same condition as a user. */
  addOrg(org: OrgRecord, audit: AuditRecord): Promise<boolean>;
  /** Replaces an organisation on the condition that its revision is still the one before. */
  changeOrg(org: OrgRecord, audit: AuditRecord): Promise<boolean>;
}

export interface UserRecord {
  readonly name: string;
  /** One text for all names that a person would take for this one. */
  readonly readsAs: string;
  readonly email: string | undefined;
  /** As `accounts/passwords.ts` writes it. */
  readonly password: string;
  readonly createdAt: string;
  /** What a user who may no longer sign in is left with: the name, so that nobody else gets it. */
  readonly removedAt: string | undefined;
  /** The attempt that wrote this. */
  readonly attempt: string;
}

/** What a token may do. `read` is of what not everybody may see; `owner` is of owners, access and accounts. */
export type Right = "read" | "publish" | "yank" | "owner";

export interface TokenRecord {
  /** SHA-256 of the token, in hexadecimal; the token itself is nowhere. */
  readonly hash: string;
  readonly user: string;
  /** What its maker calls it. */
  readonly name: string | undefined;
  readonly rights: readonly Right[];
  /** Patterns of the packages that it is good for; undefined for all. */
  readonly packages: readonly string[] | undefined;
  /** Blocks of the addresses that it may come from; undefined for all. */
  readonly cidr: readonly string[] | undefined;
  readonly expiresAt: string | undefined;
  /** As much of the token as a list may show. */
  readonly masked: string;
  readonly createdAt: string;
}

export type OrgRole = "owner" | "admin" | "developer";
export type TeamAccess = "read-only" | "read-write";

/** An organisation owns the scope of its name. */
export interface OrgRecord {
  readonly name: string;
  readonly readsAs: string;
  readonly members: Readonly<Record<string, OrgRole>>;
  readonly teams: Readonly<Record<string, TeamRecord>>;
  readonly createdAt: string;
  /** Grows by one with every change. */
  readonly revision: number;
  /** The attempt that wrote this revision. */
  readonly change: string;
}

export interface TeamRecord {
  readonly members: readonly string[];
  /** Names of packages with what the team may do with each. */
  readonly packages: Readonly<Record<string, TeamAccess>>;
}
