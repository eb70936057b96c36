import type { Access } from "../../src/protocol/index.ts";
import type { PackageHead, PackageKind } from "../metadata/index.ts";
import { auditRecord, type Registry } from "../registry.ts";
import type { Finish } from "./finish.ts";
import { changeHead } from "./head.ts";
import { subjectOf } from "./package-id.ts";

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
