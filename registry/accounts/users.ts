import { randomUUID } from "node:crypto";
import { isUserName } from "../../src/protocol/index.ts";
import { decide, patiently } from "../attempts.ts";
import { registryError } from "../errors.ts";
import type { UserRecord } from "../metadata/index.ts";
import { auditRecord, isOnLoopback, type Registry } from "../registry.ts";
import type { Guard } from "./guard.ts";
import { passwordLength, passwordMaxLength, signInsWaiting, signUpsWaiting } from "./limits.ts";
import { checkQueue, hashPassword, isPassword } from "./passwords.ts";

/** What somebody types to sign in or up. `address` is where the request came from. */
export interface Credentials {
  readonly name: string;
  readonly password: string;
  readonly email: string | undefined;
  readonly address: string;
}

/** Who signed in. */
export interface SignedIn {
  readonly user: UserRecord;
  /** True where the user was made just now. */
  readonly isNew: boolean;
}

/**
 * Signs a user in, or up where the name is free: npm's clients do not say which they mean.
 * Throws USER_NAME_INVALID, PASSWORD_UNUSABLE, PASSWORD_WRONG, TOO_MANY_ATTEMPTS and REGISTRY_BUSY.
 */
export async function signIn(registry: Registry, guard: Guard, credentials: Credentials): Promise<SignedIn> {
  const { name } = credentials;
  if (!isUserName(name)) {
    throw registryError("USER_NAME_INVALID", {
      message: `a user cannot be called ${JSON.stringify(name)}`,
      hint: "use small letters, digits, `.`, `_` and `-`, and begin with a letter or digit",
    });
  }
  const known = await patiently(() => registry.metadata.user(name, "fresh"));
  if (known === undefined) return signUp(registry, guard, credentials);
  return { user: await checkUser(guard, known, credentials), isNew: false };
}

/** Makes sure that it is the user who asks. Throws PASSWORD_WRONG, TOO_MANY_ATTEMPTS, REGISTRY_BUSY. */
export async function checkPassword(
  registry: Registry,
  guard: Guard,
  credentials: Credentials,
): Promise<UserRecord> {
  const user = await patiently(() => registry.metadata.user(credentials.name, "fresh"));
  if (user === undefined) throw new Error(`a token belongs to ${credentials.name}, who is gone`);
  return checkUser(guard, user, credentials);
}

async function checkUser(guard: Guard, user: UserRecord, credentials: Credentials): Promise<UserRecord> {
  const attempt = guard.enter(user.name, credentials.address);
  try {
    checkQueue(signInsWaiting);
  } catch (error) {
    attempt.withdraw();
    throw error;
  }
  const { password } = credentials;
  if (password.length <= passwordMaxLength && (await isPassword(password, user.password))) {
    attempt.succeed();
    return user;
  }
  throw registryError("PASSWORD_WRONG", {
    message: `that is not the password of \`${user.name}\``,
    hint: "try again, or choose another name if the account is somebody else's",
  });
}

async function signUp(registry: Registry, guard: Guard, credentials: Credentials): Promise<SignedIn> {
  const { name, password, email } = credentials;
  const minLength = isOnLoopback(registry) ? 1 : passwordLength;
  if (password.length < minLength || password.length > passwordMaxLength) {
    throw registryError("PASSWORD_UNUSABLE", {
      message: `a new password has ${minLength} to ${passwordMaxLength} characters`,
      hint: "choose another one; a sentence is fine",
    });
  }
  checkQueue(signUpsWaiting);
  guard.signUp(credentials.address);
  const user: UserRecord = {
    name,
    email,
    password: await hashPassword(password),
    createdAt: registry.now().toISOString(),
    attempt: randomUUID(),
  };
  const stored = () => registry.metadata.user(name, "fresh");
  const isMade = await decide(
    () => registry.metadata.addUser(user, auditRecord(registry, name, "sign-up", `user:${name}`)),
    async () => (await stored())?.attempt === user.attempt,
  );
  if (isMade) return { user, isNew: true };
  const winner = await patiently(stored);
  if (winner === undefined) throw new Error(`the user ${name} was there and is gone`);
  return { user: await checkUser(guard, winner, credentials), isNew: false };
}
