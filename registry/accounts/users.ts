import { randomUUID } from "node:crypto";
import { isUserName } from "../../src/protocol/index.ts";
import { decide, patiently } from "../attempts.ts";
import { registryError } from "../errors.ts";
import type { UserRecord } from "../metadata/index.ts";
import { auditRecord, isOnLoopback, type Registry } from "../registry.ts";
import { checkAccountName, readsAs } from "./account-name.ts";
import type { Guard } from "./guard.ts";
import { emailLength, passwordLength, passwordMaxLength, signInsWaiting, signUpsWaiting } from "./limits.ts";
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
 * Throws USER_NAME_INVALID, USER_NAME_RESERVED, USER_NAME_TAKEN, PASSWORD_UNUSABLE, PASSWORD_WRONG,
 * TOO_MANY_ATTEMPTS and REGISTRY_BUSY.
 */
export async function signIn(registry: Registry, guard: Guard, credentials: Credentials): Promise<SignedIn> {
  const { name } = credentials;
  // An account stays what it is also if its name was reserved later.
  const known = isUserName(name) ? await patiently(() => registry.metadata.user(name, "fresh")) : undefined;
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

export async function checkUser(
  guard: Guard,
  user: UserRecord,
  credentials: Credentials,
): Promise<UserRecord> {
  const attempt = guard.enter(user.name, credentials.address);
  try {
    checkQueue(signInsWaiting);
  } catch (error) {
    attempt.withdraw();
    throw error;
  }
  const { password } = credentials;
  const isRight = password.length <= passwordMaxLength && (await isPassword(password, user.password));
  if (isRight && user.removedAt === undefined) {
    attempt.succeed();
    return user;
  }
  throw passwordWrong(user.name);
}

export function passwordWrong(name: string) {
  return registryError("PASSWORD_WRONG", {
    message: `that is not the password of \`${name}\``,
    hint: "try again, or choose another name if the account is somebody else's",
  });
}

async function signUp(registry: Registry, guard: Guard, credentials: Credentials): Promise<SignedIn> {
  const { name } = credentials;
  checkAccountName(name);
  checkNewPassword(registry, credentials.password);
  checkQueue(signUpsWaiting);
  guard.signUp(credentials.address);
  const made = await makeUser(registry, credentials, name);
  if (made !== undefined) return { user: made, isNew: true };
  const winner = await patiently(() => registry.metadata.user(name, "fresh"));
  if (winner === undefined) throw nameTaken(name);
  return { user: await checkUser(guard, winner, credentials), isNew: false };
}

/** Makes a user; undefined where the name, or one that reads the same, is taken. `actor`: who asked for it. */
export async function makeUser(
  registry: Registry,
  { name, password, email }: Omit<Credentials, "address">,
  actor: string,
): Promise<UserRecord | undefined> {
  const user: UserRecord = {
    name,
    readsAs: readsAs(name),
    email: checkedEmail(email),
    password: await hashPassword(password),
    createdAt: registry.now().toISOString(),
    removedAt: undefined,
    attempt: randomUUID(),
  };
  const isMade = await decide(
    () => registry.metadata.addUser(user, auditRecord(registry, actor, "sign-up", `user:${name}`)),
    async () => (await registry.metadata.user(name, "fresh"))?.attempt === user.attempt,
  );
  return isMade ? user : undefined;
}

/** Throws PASSWORD_UNUSABLE. */
export function checkNewPassword(registry: Registry, password: string): void {
  const minLength = isOnLoopback(registry) ? 1 : passwordLength;
  if (password.length >= minLength && password.length <= passwordMaxLength) return;
  throw registryError("PASSWORD_UNUSABLE", {
    message: `a new password has ${minLength} to ${passwordMaxLength} characters`,
    hint: "choose another one; a sentence is fine",
  });
}

/**
 * An address for mail, or none: it is shown to its owner, and never written to, so any word will do that can be
 * printed. Throws REQUEST_INVALID.
 */
export function checkedEmail(email: string | undefined): string | undefined {
  if (email === undefined || email === "") return undefined;
  if (email.length <= emailLength && /^[^\s\p{Cc}\p{Cf}<>"]+$/u.test(email)) return email;
  throw registryError("REQUEST_INVALID", {
    message: "that is no e-mail address",
    hint: "write it as name@example.org, or leave it out",
  });
}

/** Throws what says that a name is somebody else's. */
export function nameTaken(name: string) {
  return registryError("USER_NAME_TAKEN", {
    message: `\`${name}\` reads the same as the name of somebody here`,
    hint: "names that differ only in `.`, `_` and `-`, or in 0 and o, 1 and l, are one: choose another",
  });
}
