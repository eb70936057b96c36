import type { PantryError } from "../errors.ts";
import { isBareIdentifier, parseZigVersion } from "../zon/index.ts";
import { zigError } from "./errors.ts";
import { maxHashNameBytes, maxHashVersionBytes } from "./limits.ts";

/** What the text of a Zig package hash says. */
export interface PackageHash {
  /** `N` for a package without a manifest. */
  readonly name: string;
  /** `V` for a package without a manifest. */
  readonly version: string;
  /** The lower half of the fingerprint; 0xffff for a package without a manifest. */
  readonly id: number;
  /** The bytes of all regular files; 0xffffffff stands for that and more. */
  readonly sizeBytes: number;
  /** The first 25 bytes of the SHA-256 of the package. */
  readonly digest: Buffer;
}

/** The id of a package that has no manifest, and so no fingerprint. */
const noManifestId = 0xffff;
const noManifest = { name: "N", version: "V", id: noManifestId };

/**
 * `NAME-VERSION-` and 44 characters of base64url over 33 bytes: the id and the size, each in four bytes with the
 * lowest first, and 25 bytes of the digest. Source: zig 0.14 to 0.16 package hash.
 */
export function formatHash(
  named: { readonly name: string; readonly version: string; readonly id: number } | undefined,
  sizeBytes: number,
  digest: Buffer,
): string {
  const { name, version, id } = named ?? noManifest;
  const bytes = Buffer.alloc(8 + digestBytes);
  bytes.writeUInt32LE(id, 0);
  bytes.writeUInt32LE(Math.min(sizeBytes, 0xffffffff), 4);
  digest.copy(bytes, 8, 0, digestBytes);
  return `${name}-${version}-${bytes.toString("base64url")}`;
}

/**
 * Reads a hash as strictly as it is written, since it becomes the name of a folder: Zig itself looks at its length
 * alone and lets `../x-1.0.0-…` pass. Throws HASH_INVALID, and HASH_LEGACY for the form of Zig 0.13.
 */
export function parseHash(text: string): PackageHash {
  if (/^1220[0-9a-f]{64}$/.test(text)) throw legacy(text);
  const encoded = text.slice(-encodedLength);
  const prefix = text.slice(0, -encodedLength);
  if (!/^[A-Za-z0-9_-]{44}$/.test(encoded) || !prefix.endsWith("-")) {
    throw invalid(text, `it does not end in a \`-\` and ${encodedLength} characters of base64url`);
  }
  const dash = prefix.indexOf("-");
  const name = prefix.slice(0, dash);
  const version = prefix.slice(dash + 1, -1);
  const bytes = Buffer.from(encoded, "base64url");
  const id = bytes.readUInt32LE(0);
  if (name === noManifest.name && version === noManifest.version) {
    if (id !== noManifestId) throw invalid(text, "a hash without a name has no id");
  } else {
    checkNamed(text, name, version, id);
  }
  return { name, version, id, sizeBytes: bytes.readUInt32LE(4), digest: bytes.subarray(8) };
}

/** True for what `parseHash` takes. */
export function isHash(text: string): boolean {
  try {
    parseHash(text);
    return true;
  } catch {
    return false;
  }
}

const digestBytes = 25;
const encodedLength = 44;

function checkNamed(text: string, name: string, version: string, id: number): void {
  if (!isBareIdentifier(name) || name.length > maxHashNameBytes) {
    throw invalid(
      text,
      `it does not begin with a name of at most ${maxHashNameBytes} letters, digits and \`_\``,
    );
  }
  if (parseZigVersion(version) !== version || version.length > maxHashVersionBytes) {
    throw invalid(text, `what follows the name is no version of at most ${maxHashVersionBytes} characters`);
  }
  if (id === 0 || id === 0xffffffff) throw invalid(text, "its id is not one that a package can have");
}

function invalid(text: string, why: string): PantryError {
  const shown = text.length > 120 ? `${text.slice(0, 120)}…` : text;
  return zigError("HASH_INVALID", {
    message: `${JSON.stringify(shown)} is no Zig package hash: ${why}`,
    hint: "a hash looks like `name-1.2.3-` and 44 letters and digits; `pantry add` and `zig fetch` write it",
  });
}

function legacy(text: string): PantryError {
  return zigError("HASH_LEGACY", {
    message: `${text} is a hash of Zig 0.13 and before, which Zig 0.16 refuses`,
    hint: "remove the dependency and `pantry add` its address again: that writes the hash of today",
  });
}
