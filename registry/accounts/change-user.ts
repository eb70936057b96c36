import { randomUUID } from "node:crypto";
import { decide, patiently } from "../attempts.ts";
import { registryError } from "../errors.ts";
import type { UserRecord } from "../metadata/index.ts";
import { auditRecord, type Registry } from "../registry.ts";
import { existingUser } from "./existing-user.ts";
import { accountTries } from "./limits.ts";
import { hashPassword } from "./passwords.ts";
import { revokeToken } from "./tokens.ts";
import { checkedEmail, checkNewPassword } from "./users.ts";

/** True for a name that somebody has, or had. */
export async function isUser(registry: Registry, name: string): Promise<boolean> {
  return (await patiently(() => registry.metadata.user(name, "fresh"))) !== undefined;
}

/** Throws REQUEST_INVALID, USER_MISSING. */
export async function changeEmail(
  registry: Registry,
  name: string,
  email: string | undefined,
): Promise<UserRecord> {
  const checked = checkedEmail(email);
  return changeUser(registry, name, name, "email", { email: checked });
}

/** Tokens that were made before go on working. Throws PASSWORD_UNUSABLE, USER_MISSING. */
export async function changePassword(
  registry: Registry,
  name: string,
  password: string,
  actor: string = name,
): Promise<UserRecord> {
  checkNewPassword(registry, password);
  const hashed = await hashPassword(password);
  return changeUser(registry, name, actor, "password", { password: hashed });
}

/**
 * Takes a user's password and tokens. The name stays theirs: whoever got it would get their packages too.
 * What a crash leaves of the tokens, the same call takes. Throws USER_MISSING for a name that never was.
 */
export async function removeUser(registry: Registry, name: string, actor: string): Promise<void> {
  const known = await patiently(() => registry.metadata.user(name, "fresh"));
  if (known?.removedAt === undefined) {
    const removedAt = registry.now().toISOString();
    await changeUser(registry, name, actor, "remove", { removedAt, email: undefined });
  }
  for (const { hash } of await patiently(() => registry.metadata.tokensOf(name))) {
    await revokeToken(registry, name, hash, actor);
  }
}

async function changeUser(
  registry: Registry,
  name: string,
  actor: string,
  action: string,
  change: Partial<UserRecord>,
): Promise<UserRecord> {
  for (let tries = 0; tries < accountTries; tries++) {
    const before = await existingUser(registry, name);
    const next: UserRecord = { ...before, ...change, attempt: randomUUID() };
    const audit = auditRecord(registry, actor, `user-${action}`, `user:${name}`);
    const isDone = await decide(
      () => registry.metadata.changeUser(next, before.attempt, audit),
      async () => (await registry.metadata.user(name, "fresh"))?.attempt === next.attempt,
    );
    if (isDone) return next;
  }
  throw registryError("STORAGE_UNAVAILABLE", { message: "too many changes of one account at once" });
}
