import { randomUUID } from "node:crypto";
import {
  type ArchiveAnswer,
  addressOf,
  type PublishAnswer,
  paths,
  readHash,
  readPublishBody,
  signedText,
  versionKey,
} from "../../src/protocol/index.ts";
import { decide, patiently } from "../attempts.ts";
import { blobKey } from "../blobs/index.ts";
import { registryError } from "../errors.ts";
import type { ArchiveRecord, VersionRecord } from "../metadata/index.ts";
import { auditRecord, isOnLoopback, type Registry } from "../registry.ts";
import { checkAvailable } from "./availability.ts";
import { checkForeign, checkPackage } from "./check-package.ts";
import { checkMayPublish, claim, versionTaken } from "./claim.ts";
import type { Finish } from "./finish.ts";
import { subjectOf, zigPackage } from "./package-id.ts";

/**
 * Publishes a version. Of any number of publishers of one version exactly one succeeds, on every storage.
 *
 * 1. Everything is checked, in memory.
 * 2. The name is claimed, if nobody has it.
 * 3. The bytes go to the blobs. A crash from here on leaves a blob that nobody knows.
 * 4. The version is written, on the condition that it is not there. From here on it is published.
 * 5. What follows from it is done: `finish`, which the repairer does for us if we cannot.
 *
 * Throws what the checks throw, NOT_OWNER and VERSION_TAKEN.
 */
export async function publish(
  registry: Registry,
  finish: Finish,
  user: string,
  name: string,
  version: string,
  body: Buffer,
): Promise<PublishAnswer> {
  const { facts, archive } = readPublishBody(body);
  const checked = checkPackage(archive, { name, version, facts }, isOnLoopback(registry));
  await checkAvailable(registry, checked.dependencies);
  await checkMayPublish(registry, user, name, version);
  await claim(registry, user, name, checked.fingerprint);

  const attempt = randomUUID();
  const record: VersionRecord = {
    package: zigPackage(name),
    key: versionKey(version),
    version,
    hash: checked.hash,
    integrity: checked.integrity,
    archive: blobKey(checked.archive),
    archiveSizeBytes: checked.archive.length,
    facts: {
      unpackedSizeBytes: checked.unpackedSizeBytes,
      fileCount: checked.fileCount,
      fingerprint: checked.fingerprint,
      minimumZigVersion: checked.minimumZigVersion,
      testedZigVersions: facts.testedZigVersions,
      modules: facts.modules,
      artifacts: facts.artifacts,
      dependencies: checked.dependencies,
      about: facts.about,
      signatures: [registry.signer.sign(signedText(name, version, checked.integrity))],
    },
    publishedAt: registry.now().toISOString(),
    publishedBy: user,
    attempt,
    yanked: false,
    unsettled: attempt,
  };
  await patiently(() => registry.blobs.put(record.archive, checked.archive));
  await writeVersion(registry, record, name);
  await finishLater(registry, finish, record);
  return {
    name,
    version,
    hash: record.hash,
    integrity: record.integrity,
    archive: addressOf(registry.base, paths.zigArchive(name, version)),
    archiveSizeBytes: record.archiveSizeBytes,
  };
}

/**
 * Keeps the archive of a foreign package, so that what depends on it can be installed after its own address is dead.
 * Content where the registry has it: `isNew` says so. Throws HASH_DIFFERS and what the archive is refused with.
 */
export async function bring(
  registry: Registry,
  user: string,
  hash: string,
  body: Buffer,
): Promise<{ readonly answer: ArchiveAnswer; readonly isNew: boolean }> {
  if (readHash(hash) === undefined) {
    throw registryError("REQUEST_INVALID", {
      message: "the address has no package hash that Zig takes",
      hint: "hashes of the form before Zig 0.14 (1220…) are not kept",
    });
  }
  const known = await patiently(() => registry.metadata.archive(hash, "fresh"));
  if (known !== undefined) return { answer: archiveAnswer(known), isNew: false };
  const { archive, integrity, dependencies } = checkForeign(body, hash, isOnLoopback(registry));
  const record = {
    hash,
    integrity,
    archive: blobKey(archive),
    archiveSizeBytes: archive.length,
    dependencies,
    addedAt: registry.now().toISOString(),
  };
  await patiently(() => registry.blobs.put(record.archive, archive));
  const audit = auditRecord(registry, user, "bring", `archive:${hash}`);
  await patiently(() => registry.metadata.addArchive(record, audit));
  const kept = await patiently(() => registry.metadata.archive(hash, "fresh"));
  return { answer: archiveAnswer(kept ?? record), isNew: true };
}

function archiveAnswer({ hash, integrity, archiveSizeBytes }: ArchiveRecord): ArchiveAnswer {
  return { hash, integrity, archiveSizeBytes };
}

async function writeVersion(registry: Registry, record: VersionRecord, name: string): Promise<void> {
  const stored = () => registry.metadata.version(record.package, record.key, "fresh");
  const subject = subjectOf(record.package, record.version);
  const isOurs = await decide(
    () =>
      registry.metadata.addVersion(
        record,
        auditRecord(registry, record.publishedBy, "publish", subject, record.hash),
      ),
    async () => (await stored())?.attempt === record.attempt,
  );
  if (isOurs) return;
  const winner = await patiently(stored);
  if (winner === undefined)
    throw registryError("STORAGE_UNAVAILABLE", { message: "the storage lost a version" });
  throw versionTaken(name, record.version, winner, winner.hash === record.hash);
}

/** The version is published, whatever happens here: what cannot be done now, the repairer does. */
async function finishLater(registry: Registry, finish: Finish, record: VersionRecord): Promise<void> {
  try {
    await finish(record.package);
  } catch (error) {
    const subject = subjectOf(record.package, record.version);
    registry.log({ level: "error", event: "finish-failed", package: subject, why: String(error) });
  }
}
