import type { Access } from "../../src/protocol/index.ts";
import type { Identity } from "../accounts/index.ts";
import { registryError } from "../errors.ts";
import type { PackageHead, PackageKind } from "../metadata/index.ts";
import { auditRecord, type Registry } from "../registry.ts";
import type { Finish } from "./finish.ts";
import { changeHead } from "./head.ts";
import { subjectOf } from "./package-id.ts";

/** Whoever publishes, and what their token is for. */
export type Publisher = Pick<Identity, "user" | "rights">;

/**
 * Makes sure that who publishes may also make the package public or private, where a version says so and the package is
 * the other: that takes the right `owner`, as it does on its own. Throws TOKEN_RIGHT.
 */
export function checkAccess(
  { rights }: Publisher,
  head: PackageHead | undefined,
  access: Access | undefined,
): void {
  if (head === undefined || head.revision === 0 || access === undefined) return;
  if (access === head.facts.access || rights.includes("owner")) return;
  throw registryError("TOKEN_RIGHT", {
    message: `this token may publish \`${head.name}\`, but not make it ${access}: that takes the right \`owner\``,
    hint: "leave out `access`, or use a token that has it: `pantry token create`, or `npm token create`",
  });
}

/** Makes a package public, or one that only those see who may. */
export async function setAccess<K extends PackageKind>(
  registry: Registry,
  finish: Finish<K>,
  user: string,
  head: PackageHead<K>,
  access: Access,
): Promise<void> {
  const audit = auditRecord(registry, user, "access", subjectOf(head), access);
  await changeHead(
    registry,
    head,
    ({ facts }) => (facts.access === access ? undefined : { facts: { ...facts, access } }),
    audit,
  );
  await finish(head);
}
