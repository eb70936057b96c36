import { patiently } from "../attempts.ts";
import { registryError } from "../errors.ts";
import type { UserRecord } from "../metadata/index.ts";
import type { Registry } from "../registry.ts";

/** Throws USER_MISSING for who is not there, or not any more. */
export async function existingUser(registry: Registry, name: string): Promise<UserRecord> {
  const user = await patiently(() => registry.metadata.user(name, "fresh"));
  if (user !== undefined && user.removedAt === undefined) return user;
  throw registryError("USER_MISSING", {
    message: `there is no user \`${name}\``,
    hint: "they sign up with `pantry login` or `npm login`; check how the name is spelt",
  });
}
