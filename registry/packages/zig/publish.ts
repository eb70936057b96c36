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
import { mayUserRead } from "../../accounts/index.ts";
import { patiently } from "../../attempts.ts";
import { blobKeyOf } from "../../blobs/index.ts";
import { registryError } from "../../errors.ts";
import type { ArchiveRecord, VersionRecord } from "../../metadata/index.ts";
import { auditRecord, isOnLoopback, type Registry } from "../../registry.ts";
import { checkAccess, type Publisher, setAccess } from "../access.ts";
import { addVersion } from "../add-version.ts";
import type { Finish } from "../finish.ts";
import { foreignCheck, packageCheck } from "../jobs.ts";
import { zigPackage } from "../package-id.ts";
import { checkRoom } from "../room.ts";
import { checkMayBePublic } from "./access.ts";
import { checkAvailable, ownerOf } from "./availability.ts";
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
 * Throws what the checks throw, TOKEN_RIGHT, NAME_TAKEN, NOT_OWNER and VERSION_TAKEN.
 */
export async function publish(
  registry: Registry,
  finish: Finish<"zig">,
  publisher: Publisher,
  name: string,
  version: string,
  body: Buffer,
): Promise<PublishAnswer> {
  const { user } = publisher;
  const { facts, archive } = readPublishBody(body);
  const sent = { archive, name, version, hash: facts.hash, loopbackAllowed: isOnLoopback(registry) };
  const checked = await registry.workshop.run(packageCheck, sent, [archive]);
  const known = await checkMayPublish(registry, user, name, version);
  if (known !== undefined) await checkRoom(registry, known);
  checkAccess(publisher, known, facts.access);
  const access = facts.access ?? known?.facts.access ?? "public";
  await checkAvailable(registry, user, checked.dependencies, access);
  const head = await claim(registry, user, name, checked.fingerprint, access);
  // Somebody else may have claimed it, or changed who sees it, since it was looked at.
  checkAccess(publisher, head, facts.access);
  const change = facts.access === head.facts.access ? undefined : facts.access;
  const shown = change ?? head.facts.access;
  if (change === "public") await checkMayBePublic(registry, user, head);
  if (shown !== access) await checkAvailable(registry, user, checked.dependencies, shown);
  // Nobody sees a version of a private package before it is private.
  if (change === "restricted") await setAccess(registry, finish, user, head, change);

  const attempt = randomUUID();
  const record: VersionRecord<"zig"> = {
    package: zigPackage(name),
    key: versionKey(version),
    version,
    integrity: checked.integrity,
    archive: blobKeyOf(checked.integrity),
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
  if (change === "public") await setAccess(registry, finish, user, head, change);
  return {
    name,
    version,
    hash: checked.hash,
    integrity: record.integrity,
    archive: addressOf(registry.base, paths.zigArchive(name, version)),
    archiveSizeBytes: record.archiveSizeBytes,
    access: shown === "public" ? undefined : shown,
  };
}

/**
 * Keeps the archive of a foreign package, so that what depends on it can be installed after its own address is dead.
 * Content where the registry has it, or has it as a private package that the user sees: `isNew` says so. Others who
 * bring that have it from elsewhere, so it is no secret, and shared from now on. Throws HASH_DIFFERS and what the archive is refused with.
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
  const owner = known && (await ownerOf(registry, known));
  if (known !== undefined && (owner === undefined || (await mayUserRead(registry, user, owner)))) {
    return { answer: archiveAnswer(known), isNew: false };
  }
  const sent = { archive: body, hash, loopbackAllowed: isOnLoopback(registry) };
  const { archive, integrity, dependencies } = await registry.workshop.run(foreignCheck, sent, [body]);
  const record = {
    hash,
    integrity,
    archive: blobKeyOf(integrity),
    archiveSizeBytes: archive.length,
    dependencies,
    addedAt: registry.now().toISOString(),
    isShared: true,
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
