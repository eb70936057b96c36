import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/**
 * The first 128 bits of the SHA-256 of a text, in hex: a name for something that is longer. Such texts are short, and
 * `node:crypto` takes longer to load than an install that has nothing to do takes otherwise.
 */
export function nameDigest(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)).subarray(0, 16));
}
