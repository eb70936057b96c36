import { existingUser } from "../accounts/index.ts";
import { registryError } from "../errors.ts";
import type { PackageHead, PackageKind } from "../metadata/index.ts";
import { auditRecord, type Registry } from "../registry.ts";
import type { Finish } from "./finish.ts";
import { changeHead } from "./head.ts";
import { ownerCount } from "./limits.ts";
import { subjectOf } from "./package-id.ts";

/** Makes a user an owner. Throws USER_MISSING, PACKAGE_FULL. */
export async function addOwner<K extends PackageKind>(
  registry: Registry,
  finish: Finish<K>,
  actor: string,
  head: PackageHead<K>,
  user: string,
): Promise<void> {
  await existingUser(registry, user);
  const audit = auditRecord(registry, actor, "owner-add", subjectOf(head), user);
  const add = ({ owners }: { readonly owners: readonly string[] }) => {
    if (owners.includes(user)) return undefined;
    if (owners.length < ownerCount) return { owners: [...owners, user].sort() };
    throw registryError("PACKAGE_FULL", {
      message: `\`${head.name}\` has ${owners.length} owners`,
      hint: "remove one first; an organisation can have more members",
    });
  };
  await changeHead(registry, head, add, audit);
  await finish(head);
}

/** Ends a user's ownership. Content where there was none. Throws LAST_OWNER. */
export async function removeOwner<K extends PackageKind>(
  registry: Registry,
  finish: Finish<K>,
  actor: string,
  head: PackageHead<K>,
  user: string,
): Promise<void> {
  const audit = auditRecord(registry, actor, "owner-remove", subjectOf(head), user);
  const remove = ({ owners }: { readonly owners: readonly string[] }) => {
    if (!owners.includes(user)) return undefined;
    if (owners.length > 1) return { owners: owners.filter((owner) => owner !== user) };
    throw registryError("LAST_OWNER", {
      message: `\`${user}\` is the only owner of \`${head.name}\``,
      hint: "add another owner first",
    });
  };
  await changeHead(registry, head, remove, audit);
  await finish(head);
}
