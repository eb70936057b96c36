import type { OrgRecord, TokenRecord, UserRecord } from "../accounts.ts";
import type { OrgRow, TokenRow, UserRow } from "./schema.ts";

export function toUser(row: UserRow): UserRecord {
  return {
    name: row.name,
    readsAs: row.reads_as,
    email: row.email ?? undefined,
    password: row.password,
    createdAt: row.created_at,
    removedAt: row.removed_at ?? undefined,
    attempt: row.attempt,
  };
}

export function fromUser(user: UserRecord): UserRow {
  return {
    name: user.name,
    reads_as: user.readsAs,
    email: user.email ?? null,
    password: user.password,
    created_at: user.createdAt,
    removed_at: user.removedAt ?? null,
    attempt: user.attempt,
  };
}

export function toToken(row: TokenRow): TokenRecord {
  return {
    hash: row.hash,
    user: row.user,
    name: row.name ?? undefined,
    rights: JSON.parse(row.rights),
    packages: row.packages === null ? undefined : JSON.parse(row.packages),
    cidr: row.cidr === null ? undefined : JSON.parse(row.cidr),
    expiresAt: row.expires_at ?? undefined,
    masked: row.masked,
    createdAt: row.created_at,
  };
}

export function fromToken(token: TokenRecord): TokenRow {
  return {
    hash: token.hash,
    user: token.user,
    name: token.name ?? null,
    rights: JSON.stringify(token.rights),
    packages: token.packages === undefined ? null : JSON.stringify(token.packages),
    cidr: token.cidr === undefined ? null : JSON.stringify(token.cidr),
    expires_at: token.expiresAt ?? null,
    masked: token.masked,
    created_at: token.createdAt,
  };
}

export function toOrg(row: OrgRow): OrgRecord {
  return {
    name: row.name,
    readsAs: row.reads_as,
    members: JSON.parse(row.members),
    teams: JSON.parse(row.teams),
    createdAt: row.created_at,
    revision: Number(row.revision),
    change: row.change,
  };
}

export function fromOrg(org: OrgRecord): OrgRow {
  return {
    name: org.name,
    reads_as: org.readsAs,
    members: JSON.stringify(org.members),
    teams: JSON.stringify(org.teams),
    created_at: org.createdAt,
    revision: org.revision,
    change: org.change,
  };
}
