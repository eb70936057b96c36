import { randomUUID } from "node:crypto";
import { decide } from "../attempts.ts";
import { registryError } from "../errors.ts";
import type { PackageHead, PackageId, PackageKind } from "../metadata/index.ts";
import { auditRecord, type Registry } from "../registry.ts";
import { freshHead } from "./head.ts";
import { subjectOf } from "./package-id.ts";

/**
 * Makes the package a user's if nobody has it. Gives the head that holds, which may be another's.
 * `actor`: who did it, where it was not the user.
 */
export async function claimHead<K extends PackageKind>(
  registry: Registry,
  user: string,
  wanted: PackageId<K> & Pick<PackageHead<K>, "name" | "facts">,
  actor: string = user,
): Promise<PackageHead<K>> {
  const known = await freshHead(registry, wanted);
  if (known !== undefined) return known;
  const fresh: PackageHead<K> = {
    ...wanted,
    owners: [user],
    revision: 0,
    modified: registry.now().toISOString(),
    change: randomUUID(),
  };
  const isOurs = await decide(
    () =>
      registry.metadata.claim(fresh, auditRecord(registry, actor, "claim", subjectOf(wanted), wanted.name)),
    async () => (await registry.metadata.head(wanted, "fresh"))?.change === fresh.change,
  );
  const head = isOurs ? fresh : await freshHead(registry, wanted);
  if (head === undefined) throw new Error(`the package ${wanted.name} was claimed and is gone`);
  return head;
}

/** Throws NOT_OWNER unless the user is one. */
export function checkOwner(head: PackageHead, user: string): void {
  if (head.owners.includes(user)) return;
  throw registryError("NOT_OWNER", {
    message: `\`${user}\` is no owner of \`${head.name}\``,
    hint: `ask one of them (${head.owners.join(", ")}) to run \`pantry owner add ${user}\`, or choose another name`,
  });
}

/** All that somebody is told of a name whose private package they may not see. */
export function notFree(name: string) {
  return registryError("NAME_TAKEN", {
    message: `the name \`${name}\` is not free`,
    hint: "choose another name",
  });
}

export function packageMissing(name: string, spelling?: string) {
  return registryError("PACKAGE_MISSING", {
    message: `there is no package \`${name}\``,
    hint:
      spelling === undefined || spelling === name
        ? "check how it is spelt; a private package is shown to those who are signed in and may read it"
        : `it is spelt \`${spelling}\``,
  });
}
