import { patiently } from "../../../registry/attempts.ts";
import type { Metadata, TokenRecord, UserRecord } from "../../../registry/metadata/index.ts";

/** A user as the metadata keeps one. */
export function userRecord(name: string, more: Partial<UserRecord> = {}): UserRecord {
  return {
    name,
    readsAs: name,
    email: undefined,
    password: "scrypt$x",
    createdAt: "2026-01-31T12:00:00.000Z",
    removedAt: undefined,
    attempt: `made ${name}`,
    ...more,
  };
}

/** Keeps a user as a sign-up does. */
export async function addUser(metadata: Metadata, name: string): Promise<void> {
  const audit = { at: "", actor: name, action: "sign-up", subject: `user:${name}`, detail: undefined };
  await patiently(() => metadata.addUser(userRecord(name), audit));
}

/** A token without limits. */
export function tokenRecord(hash: string, user: string, more: Partial<TokenRecord> = {}): TokenRecord {
  return {
    hash,
    user,
    name: undefined,
    rights: ["read", "publish", "yank", "owner"],
    packages: undefined,
    cidr: undefined,
    expiresAt: undefined,
    masked: "ptry_abcd…",
    createdAt: "2026-01-31T12:00:00.000Z",
    ...more,
  };
}
