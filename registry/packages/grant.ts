import { registryError } from "../errors.ts";
import type { PackageHead, PackageKind } from "../metadata/index.ts";
import type { Registry } from "../registry.ts";
import { claimHead } from "./claim.ts";
import type { Finish } from "./finish.ts";
import { addOwner } from "./owners.ts";

/**
 * Gives a package to a user, whoever has it: a name that is free becomes theirs, and of one that is taken they become
 * an owner beside the others. The operator's doing, so nothing is asked. Throws NAME_TAKEN for another spelling.
 */
export async function grantPackage<K extends PackageKind>(
  registry: Registry,
  finish: Finish<K>,
  wanted: Pick<PackageHead<K>, "kind" | "key" | "name" | "facts">,
  user: string,
  actor: string,
): Promise<PackageHead<K>> {
  const head = await claimHead(registry, user, wanted, actor);
  if (head.name !== wanted.name) {
    throw registryError("NAME_TAKEN", {
      message: `the name \`${wanted.name}\` reads the same as the package \`${head.name}\``,
      hint: `grant \`${head.name}\` instead, if that is what is meant`,
    });
  }
  if (!head.owners.includes(user)) await addOwner(registry, finish, actor, head, user);
  return head;
}
