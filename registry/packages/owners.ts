import { patiently } from "../attempts.ts";
import { registryError } from "../errors.ts";
import { auditRecord, type Registry } from "../registry.ts";
import { packageHead } from "./claim.ts";
import type { Finish } from "./finish.ts";
import { changeHead } from "./head.ts";
import { subjectOf } from "./package-id.ts";

/** The owners of a package. Throws PACKAGE_MISSING. */
export async function ownersOf(registry: Registry, name: string): Promise<readonly string[]> {
  return (await packageHead(registry, name)).owners;
}

/** Makes a user an owner. Throws PACKAGE_MISSING, USER_MISSING. */
export async function addOwner(
  registry: Registry,
  finish: Finish,
  actor: string,
  name: string,
  user: string,
): Promise<void> {
  const head = await packageHead(registry, name);
  if ((await patiently(() => registry.metadata.user(user, "fresh"))) === undefined) {
    throw registryError("USER_MISSING", {
      message: `there is no user \`${user}\``,
      hint: "they sign up with `pantry login`; check how the name is spelt",
    });
  }
  const audit = auditRecord(registry, actor, "owner-add", subjectOf(head), user);
  const add = ({ owners }: { readonly owners: readonly string[] }) =>
    owners.includes(user) ? undefined : { owners: [...owners, user].sort() };
  await changeHead(registry, head, add, audit);
  await finish(head);
}

/** Ends a user's ownership. Content where there was none. Throws PACKAGE_MISSING, LAST_OWNER. */
export async function removeOwner(
  registry: Registry,
  finish: Finish,
  actor: string,
  name: string,
  user: string,
): Promise<void> {
  const head = await packageHead(registry, name);
  const audit = auditRecord(registry, actor, "owner-remove", subjectOf(head), user);
  const remove = ({ owners }: { readonly owners: readonly string[] }) => {
    if (!owners.includes(user)) return undefined;
    if (owners.length > 1) return { owners: owners.filter((owner) => owner !== user) };
    throw registryError("LAST_OWNER", {
      message: `\`${user}\` is the only owner of \`${name}\``,
      hint: "add another owner first",
    });
  };
  await changeHead(registry, head, remove, audit);
  await finish(head);
}
