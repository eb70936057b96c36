import { createPublicKey, verify } from "node:crypto";
import { type IndexVersion, type SigningKey, signedText } from "../protocol/index.ts";

/**
 * Why a registry's signature of a version does not hold; undefined where one does. One that can be checked and is wrong
 * counts more than any that is right.
 */
export function signatureProblem(
  name: string,
  { version, integrity, signatures, publishedAt }: IndexVersion,
  keys: readonly SigningKey[],
): string | undefined {
  if (signatures.length === 0) return "the registry has not signed it";
  const text = Buffer.from(signedText(name, version, integrity));
  let isSigned = false;
  for (const { keyid, sig } of signatures) {
    const key = keys.find((each) => each.keyid === keyid);
    if (key === undefined) continue;
    if (key.expires !== undefined && Date.parse(key.expires) < Date.parse(publishedAt)) {
      return `it is signed with the key ${keyid}, which had expired when it was published`;
    }
    if (!holds(text, sig, key)) return `its signature by the key ${keyid} is wrong`;
    isSigned = true;
  }
  return isSigned ? undefined : "it is signed with no key that the registry has";
}

function holds(text: Buffer, signature: string, { key }: SigningKey): boolean {
  try {
    const publicKey = createPublicKey({ key: Buffer.from(key, "base64"), format: "der", type: "spki" });
    return verify("sha256", text, publicKey, Buffer.from(signature, "base64"));
  } catch {
    // What is no key verifies nothing.
    return false;
  }
}
