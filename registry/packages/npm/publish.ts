import { randomUUID } from "node:crypto";
import { npmSignedText } from "../../../src/protocol/index.ts";
import { patiently } from "../../attempts.ts";
import { type BlobKey, blobKey, blobKeyOf } from "../../blobs/index.ts";
import { registryError } from "../../errors.ts";
import type { VersionRecord } from "../../metadata/index.ts";
import type { Registry } from "../../registry.ts";
import { checkAccess, type Publisher, setAccess } from "../access.ts";
import { addVersion } from "../add-version.ts";
import type { Finish } from "../finish.ts";
import { tarballCheck } from "../jobs.ts";
import { checkRoom } from "../room.ts";
import { checkAttestations } from "./attestations.ts";
import { checkMayPublishNpm, claimNpm } from "./claim.ts";
import { readPublishRequest } from "./publish-request.ts";
import { checkTags, momentAfter } from "./tags.ts";

/**
 * Publishes the version that a document brings. Of any number of publishers of one version exactly one succeeds.
 *
 * 1. The document and the tarball are checked, and whether they are about the same package.
 * 2. The name is claimed, if nobody has it.
 * 3. The bytes go to the blobs. A crash from here on leaves blobs that nobody knows.
 * 4. The version is written, on the condition that it never was there. From here on it is published.
 * 5. What follows from it is done, its tags among that; the repairer does it if we cannot.
 *
 * Throws what the checks throw, TOKEN_RIGHT and VERSION_TAKEN.
 */
export async function publishNpm(
  registry: Registry,
  finish: Finish<"npm">,
  publisher: Publisher,
  name: string,
  json: unknown,
  sent: Buffer,
): Promise<void> {
  const { user } = publisher;
  const known = await checkMayPublishNpm(registry, user, name);
  const request = readPublishRequest(json, name);
  checkAccess(publisher, known, request.access);
  const { version } = request;
  checkTags(request.tags, known?.facts.tags ?? {});
  if (known !== undefined) {
    const taken = await patiently(() => registry.metadata.version(known, version, "fresh"));
    if (taken !== undefined) throw versionTaken(name, taken);
    await checkRoom(registry, known);
  }
  const checked = await registry.workshop.run(tarballCheck, { tarball: sent, name, version }, [sent]);
  const { tarball, integrity, shasum } = checked;
  if ((request.integrity ?? integrity) !== integrity || (request.shasum ?? shasum) !== shasum) {
    throw registryError("HASH_DIFFERS", {
      message: `the tarball has the integrity ${integrity}, and not the one that its publisher says`,
      hint: "it changed on its way: publish again",
    });
  }
  const attestations =
    request.attestations === undefined
      ? undefined
      : checkAttestations(request.attestations, blobKeyOf(integrity));

  const head = await claimNpm(registry, user, name, request.access ?? "public");
  // Somebody else may have claimed it, or changed who sees it, since it was looked at.
  checkAccess(publisher, head, request.access);
  const access = request.access === head.facts.access ? undefined : request.access;
  // Nobody sees a version of a private package before it is private.
  if (access === "restricted") await setAccess(registry, finish, user, head, access);
  const put = async (bytes: Buffer, key: BlobKey = blobKey(bytes)): Promise<BlobKey> => {
    await patiently(() => registry.blobs.put(key, bytes));
    return key;
  };
  const attempt = randomUUID();
  const record: VersionRecord<"npm"> = {
    package: { kind: "npm", key: head.key },
    key: version,
    version,
    integrity,
    archive: await put(tarball, blobKeyOf(integrity)),
    archiveSizeBytes: tarball.length,
    facts: {
      manifest: request.manifest,
      shasum,
      unpackedSizeBytes: checked.unpackedSizeBytes,
      fileCount: checked.fileCount,
      signatures: [registry.signer.sign(npmSignedText(name, version, integrity))],
      tags: request.tags,
      readme: request.readme === undefined ? undefined : await put(Buffer.from(request.readme)),
      attestations: attestations && {
        blob: await put(attestations.bytes),
        predicateType: attestations.predicateType,
      },
    },
    publishedAt: momentAfter(head.facts.tags, registry.now()),
    publishedBy: user,
    attempt,
    yanked: false,
    deprecated: request.deprecated,
    removed: false,
    unsettled: attempt,
  };
  const winner = await addVersion(registry, finish, record);
  if (winner !== undefined) throw versionTaken(name, winner);
  if (access === "public") await setAccess(registry, finish, user, head, access);
}

function versionTaken(name: string, { version, removed }: VersionRecord) {
  return registryError("VERSION_TAKEN", {
    message: `${name} ${version} was published before${removed ? ", and unpublished" : ""}`,
    hint: removed
      ? "the number of an unpublished version is never used again: raise `version` in package.json"
      : "a published version never changes: raise `version` in package.json",
  });
}
