import { randomUUID } from "node:crypto";
import { decide, patiently } from "../attempts.ts";
import { registryError } from "../errors.ts";
import type { AuditRecord, PackageHead, PackageId, PackageKind } from "../metadata/index.ts";
import type { Registry } from "../registry.ts";
import { headTries } from "./limits.ts";

export function freshHead<K extends PackageKind>(
  registry: Registry,
  id: PackageId<K>,
): Promise<PackageHead<K> | undefined> {
  return patiently(() => registry.metadata.head(id, "fresh"));
}

/**
 * Makes the next revision of a head from the one that is there, as often as it takes while others do the same.
 * `change` sees each one anew: it must mean the same when it is made twice. Undefined from it: nothing is to be done.
 */
export async function changeHead<K extends PackageKind>(
  registry: Registry,
  id: PackageId<K>,
  change: (head: PackageHead<K>) => Partial<Pick<PackageHead<K>, "owners" | "facts">> | undefined,
  audit: AuditRecord | undefined,
): Promise<void> {
  for (let tries = 0; tries < headTries; tries++) {
    const head = await freshHead(registry, id);
    if (head === undefined) throw new Error(`the head of ${id.kind}:${id.key} is gone`);
    const changed = change(head);
    if (changed === undefined || (await replaceHead(registry, head, changed, audit))) return;
  }
  throw tooManyChanges();
}

/** For whoever gave up: others came in between each time. */
export function tooManyChanges() {
  return registryError("STORAGE_UNAVAILABLE", { message: "too many changes of one package at once" });
}

/** Makes the next revision of this very one. False where somebody else made one. */
export function replaceHead<K extends PackageKind>(
  registry: Registry,
  head: PackageHead<K>,
  changed: Partial<Pick<PackageHead<K>, "owners" | "facts">>,
  audit: AuditRecord | undefined,
): Promise<boolean> {
  const next: PackageHead<K> = {
    ...head,
    ...changed,
    revision: head.revision + 1,
    modified: laterOf(head.modified, registry.now().toISOString()),
    change: randomUUID(),
  };
  return decide(
    () => registry.metadata.changeHead(next, audit),
    async () => (await registry.metadata.head(head, "fresh"))?.change === next.change,
  );
}

/** Clocks of several machines differ; a package never gets older. */
function laterOf(one: string, other: string): string {
  return one > other ? one : other;
}
