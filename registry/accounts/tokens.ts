import { createHash, randomBytes } from "node:crypto";
import { isToken, maskedToken, tokenSecretBytes, tokenText } from "../../src/protocol/index.ts";
import { patiently } from "../attempts.ts";
import { registryError } from "../errors.ts";
import type { TokenRecord } from "../metadata/index.ts";
import { auditRecord, type Registry } from "../registry.ts";
import { existingUser } from "./existing-user.ts";
import { tokenCount } from "./limits.ts";
import { checkTokenLimits, coversAddress, type TokenLimits } from "./token-limits.ts";

/**
 * Makes a token for a user. Its text is shown this once: only its hash is kept.
 * `actor` is who asked for it: the user, or the operator. Throws TOKEN_LIMIT_INVALID, TOO_MANY_TOKENS, USER_MISSING.
 */
export async function makeToken(
  registry: Registry,
  user: string,
  limits: TokenLimits,
  actor: string = user,
): Promise<{ readonly text: string; readonly record: TokenRecord }> {
  checkTokenLimits(limits);
  if ((await tokensOf(registry, user)).length >= tokenCount) {
    throw registryError("TOO_MANY_TOKENS", {
      message: `\`${user}\` has ${tokenCount} tokens`,
      hint: "end some: `pantry token list` and `pantry token revoke`, or `npm token revoke`",
    });
  }
  const text = tokenText(randomBytes(tokenSecretBytes));
  const { name, rights, packages, cidr, days } = limits;
  const now = registry.now();
  const record: TokenRecord = {
    hash: hashOf(text),
    user,
    name,
    rights,
    packages,
    cidr,
    expiresAt: days === undefined ? undefined : new Date(now.getTime() + days * dayMs).toISOString(),
    masked: maskedToken(text),
    createdAt: now.toISOString(),
  };
  const audit = auditRecord(registry, actor, "token-create", `user:${user}`, record.masked);
  await patiently(() => registry.metadata.addToken(record, audit));
  // Whoever removes the user marks them first and ends the tokens then: this one may have come between.
  await existingUser(registry, user).catch(async (error: unknown) => {
    await revokeToken(registry, user, record.hash, actor);
    throw error;
  });
  return { text, record };
}

/**
 * The token that a request from this address came with. Throws TOKEN_UNKNOWN, TOKEN_EXPIRED, TOKEN_ADDRESS.
 * A token that was revoked may work for another second.
 */
export async function useToken(registry: Registry, text: string, address: string): Promise<TokenRecord> {
  const record = isToken(text)
    ? await patiently(() => registry.metadata.token(hashOf(text), "recent"))
    : undefined;
  if (record === undefined) {
    throw registryError("TOKEN_UNKNOWN", {
      message: "the registry does not know this token",
      hint: "sign in again: `pantry login`, or `npm login`",
    });
  }
  if (isExpired(registry, record)) {
    throw registryError("TOKEN_EXPIRED", {
      message: `the token ${record.masked} ended on ${record.expiresAt?.slice(0, 10)}`,
      hint: "make a new one: `pantry token create`, or sign in again with `pantry login`",
    });
  }
  if (!coversAddress(record, address)) {
    throw registryError("TOKEN_ADDRESS", {
      message: `the token ${record.masked} may not be used from ${address}`,
      hint: "use it from where it was made for, or make one with other blocks of addresses",
    });
  }
  return record;
}

/** The tokens of a user that work. */
export async function tokensOf(registry: Registry, user: string): Promise<readonly TokenRecord[]> {
  const tokens = await patiently(() => registry.metadata.tokensOf(user));
  return tokens.filter((token) => !isExpired(registry, token));
}

/** Ends a token of this user, by its hash. Content where there is none. */
export async function revokeToken(
  registry: Registry,
  user: string,
  hash: string,
  actor: string = user,
): Promise<void> {
  const tokens = await patiently(() => registry.metadata.tokensOf(user));
  const record = tokens.find((token) => token.hash === hash);
  if (record === undefined) return;
  const audit = auditRecord(registry, actor, "token-revoke", `user:${user}`, record.masked);
  await patiently(() => registry.metadata.removeToken(hash, audit));
}

/** How a token is looked up: its SHA-256. With 160 bits of chance in a token, a slow hash would add nothing. */
export function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

const dayMs = 24 * 60 * 60 * 1000;

function isExpired(registry: Registry, { expiresAt }: TokenRecord): boolean {
  return expiresAt !== undefined && expiresAt <= registry.now().toISOString();
}
