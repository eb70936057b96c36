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
} from "../../../src/protocol/index.ts";
import { patiently } from "../../attempts.ts";
import { blobKey } from "../../blobs/index.ts";
import { registryError } from "../../errors.ts";
import type { ArchiveRecord, VersionRecord } from "../../metadata/index.ts";
import { auditRecord, isOnLoopback, type Registry } from "../../registry.ts";
import { addVersion } from "../add-version.ts";
import type { Finish } from "../finish.ts";
import { zigPackage } from "../package-id.ts";
import { checkAvailable } from "./availability.ts";
import { checkForeign, checkPackage } from "./check-package.ts";
import { checkMayPublish, claim, versionTaken } from "./claim.ts";

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
  finish: Finish<"zig">,
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
  const record: VersionRecord<"zig"> = {
    package: zigPackage(name),
    key: versionKey(version),
    version,
    integrity: checked.integrity,
    archive: blobKey(checked.archive),
    archiveSizeBytes: checked.archive.length,
    facts: {
      hash: checked.hash,
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
    deprecated: undefined,
    removed: false,
    unsettled: attempt,
  };
  await patiently(() => registry.blobs.put(record.archive, checked.archive));
  const winner = await addVersion(registry, finish, record);
  if (winner !== undefined) throw versionTaken(name, version, winner, winner.facts.hash === checked.hash);
  return {
    name,
    version,
    hash: checked.hash,
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
