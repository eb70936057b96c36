import { blobKey } from "../../blobs/index.ts";
import { registryError } from "../../errors.ts";
import type { Attestations } from "../../metadata/index.ts";
import { isObject } from "./manifest.ts";

/** Attestations as they are kept: the bytes of the answer that shows them. */
export interface CheckedAttestations extends Attestations {
  readonly bytes: Buffer;
}

/**
 * Reads a sigstore bundle that came with a version. Its signature is for clients to verify, who know whom they trust;
 * here it only must be about these very bytes. Throws ATTESTATION_REFUSED.
 *
 * @param digest SHA-512 of the tarball in hexadecimal.
 */
export function checkAttestations(text: string, digest: string): CheckedAttestations {
  const bundle = parsed(text);
  const envelope = isObject(bundle) ? bundle["dsseEnvelope"] : undefined;
  const payload = isObject(envelope) ? envelope["payload"] : undefined;
  const statement =
    typeof payload === "string" ? parsed(Buffer.from(payload, "base64").toString("utf8")) : undefined;
  if (!isObject(statement)) throw refused("it is no sigstore bundle with a statement");
  const { predicateType, subject } = statement;
  if (typeof predicateType !== "string") throw refused("its statement has no type");
  const subjects: readonly unknown[] = Array.isArray(subject) ? subject : [];
  if (!subjects.some((one) => digestOf(one) === digest)) throw refused("it is about another tarball");
  const bytes = Buffer.from(JSON.stringify({ attestations: [{ predicateType, bundle }] }));
  return { blob: blobKey(bytes), predicateType, bytes };
}

function digestOf(subject: unknown): unknown {
  const digest = isObject(subject) ? subject["digest"] : undefined;
  return isObject(digest) ? digest["sha512"] : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refused(why: string) {
  return registryError("ATTESTATION_REFUSED", {
    message: `cannot keep the attestation: ${why}`,
    hint: "publish without it, or have it made for this very tarball: `npm publish --provenance`",
  });
}
