import { createHash, randomBytes } from "node:crypto";
import { isToken, maskedToken, tokenSecretBytes, tokenText } from "../../src/protocol/index.ts";
import { patiently } from "../attempts.ts";
import { registryError } from "../errors.ts";
import type { TokenRecord } from "../metadata/index.ts";
import { auditRecord, type Registry } from "../registry.ts";

/** Makes a token for a user. Its text is shown this once: only its hash is kept. */
export async function makeToken(
  registry: Registry,
  user: string,
  readOnly: boolean,
): Promise<{ readonly text: string; readonly record: TokenRecord }> {
  const text = tokenText(randomBytes(tokenSecretBytes));
  const record: TokenRecord = {
    hash: hashOf(text),
    user,
    readOnly,
    masked: maskedToken(text),
    createdAt: registry.now().toISOString(),
  };
  const audit = auditRecord(registry, user, "token-create", `user:${user}`, record.masked);
  await patiently(() => registry.metadata.addToken(record, audit));
  return { text, record };
}

/** Who a token belongs to. Throws TOKEN_UNKNOWN. A token that was revoked may work for another second. */
export async function tokenOwner(registry: Registry, text: string): Promise<TokenRecord> {
  const record = isToken(text)
    ? await patiently(() => registry.metadata.token(hashOf(text), "recent"))
    : undefined;
  if (record !== undefined) return record;
  throw registryError("TOKEN_UNKNOWN", {
    message: "the registry does not know this token",
    hint: "sign in again: `pantry login`, or `npm login`",
  });
}

export function tokensOf(registry: Registry, user: string): Promise<readonly TokenRecord[]> {
  return patiently(() => registry.metadata.tokensOf(user));
}

/** Ends a token of this user, by its hash. Content where there is none. */
export async function revokeToken(registry: Registry, user: string, hash: string): Promise<void> {
  const record = (await tokensOf(registry, user)).find((token) => token.hash === hash);
  if (record === undefined) return;
  const audit = auditRecord(registry, user, "token-revoke", `user:${user}`, record.masked);
  await patiently(() => registry.metadata.removeToken(hash, audit));
}

/** How a token is looked up: its SHA-256. With 160 bits of chance in a token, a slow hash would add nothing. */
export function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
