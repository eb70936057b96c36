import type { HeadFacts, PackageHead } from "../../metadata/index.ts";
import { auditRecord, type Registry } from "../../registry.ts";
import type { Finish } from "../finish.ts";
import { changeHead } from "../head.ts";
import { subjectOf } from "../package-id.ts";

/** Makes a package public, or one that only those see who may. */
export async function setAccess(
  registry: Registry,
  finish: Finish<"npm">,
  user: string,
  head: PackageHead<"npm">,
  access: HeadFacts["npm"]["access"],
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
