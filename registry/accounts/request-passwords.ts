import { createHmac, randomBytes } from "node:crypto";
import { isUserName } from "../../src/protocol/index.ts";
import { patiently } from "../attempts.ts";
import type { Registry } from "../registry.ts";
import type { Guard } from "./guard.ts";
import { rememberedPasswords, rememberPasswordMs } from "./limits.ts";
import { allRights, type Identity } from "./token-limits.ts";
import { type Credentials, checkUser, passwordWrong } from "./users.ts";

/** Passwords that come with each request (RFC 7617), as clients send them that were given no token. */
export interface RequestPasswords {
  /** Who a name and password are. Throws PASSWORD_WRONG, TOO_MANY_ATTEMPTS, REGISTRY_BUSY. */
  use(credentials: Omit<Credentials, "email">): Promise<Identity>;
}

/**
 * An install makes hundreds of requests, and each of them would cost what a password costs. So what was checked is
 * remembered for a while, by a hash with a key that only this process has and that covers what is stored of the
 * password: a new password ends the memory of the old one. Those who come while one is checked wait for that.
 */
export function createRequestPasswords(registry: Registry, guard: Guard): RequestPasswords {
  const key = randomBytes(32);
  const checked = new Map<string, Check>();

  return {
    async use({ name, password, address }) {
      const user = isUserName(name)
        ? await patiently(() => registry.metadata.user(name, "recent"))
        : undefined;
      if (user === undefined || user.removedAt !== undefined) throw passwordWrong(name);
      const entry = createHmac("sha256", key)
        .update(JSON.stringify([name, user.password, password]))
        .digest("hex");
      const time = registry.now().getTime();
      let known = checked.get(entry);
      if (known === undefined || known.until <= time) {
        const outcome = checkUser(guard, user, { name, password, email: undefined, address });
        known = { until: time + rememberPasswordMs, outcome };
        remember(entry, known);
        outcome.catch(() => checked.delete(entry));
      }
      await known.outcome;
      return { user: name, rights: allRights, packages: undefined };
    },
  };

  function remember(entry: string, check: Check): void {
    checked.delete(entry);
    checked.set(entry, check);
    const oldest = checked.keys().next().value;
    if (checked.size > rememberedPasswords && oldest !== undefined) checked.delete(oldest);
  }
}

interface Check {
  readonly until: number;
  readonly outcome: Promise<unknown>;
}
