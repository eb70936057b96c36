import { decide, patiently } from "../attempts.ts";
import { registryError } from "../errors.ts";
import type { PackageKind, VersionRecord } from "../metadata/index.ts";
import { auditRecord, type Registry } from "../registry.ts";
import type { Finish } from "./finish.ts";
import { subjectOf } from "./package-id.ts";

/**
 * Publishes a version: of any number that come at once exactly one is ours. Undefined for that one; the others get
 * what was published instead.
 */
export async function addVersion<K extends PackageKind>(
  registry: Registry,
  finish: Finish<K>,
  record: VersionRecord<K>,
): Promise<VersionRecord<K> | undefined> {
  const stored = () => registry.metadata.version(record.package, record.key, "fresh");
  const subject = subjectOf(record.package, record.version);
  const audit = auditRecord(registry, record.publishedBy, "publish", subject, record.integrity);
  const isOurs = await decide(
    () => registry.metadata.addVersion(record, audit),
    async () => (await stored())?.attempt === record.attempt,
  );
  if (isOurs) {
    await finishLater(registry, finish, record);
    return undefined;
  }
  const winner = await patiently(stored);
  if (winner === undefined) {
    throw registryError("STORAGE_UNAVAILABLE", { message: "the storage lost a version" });
  }
  return winner;
}

/** The version is published, whatever happens here: what cannot be done now, the repairer does. */
async function finishLater<K extends PackageKind>(
  registry: Registry,
  finish: Finish<K>,
  record: VersionRecord<K>,
): Promise<void> {
  try {
    await finish(record.package);
  } catch (error) {
    const subject = subjectOf(record.package, record.version);
    registry.log({ level: "error", event: "finish-failed", package: subject, why: String(error) });
  }
}
