import { isZigName } from "./names.ts";
import { isZigSemver } from "./versions.ts";

/** What a Zig package hash says of its package (zig 0.16 Package hash). */
export interface HashParts {
  /** Undefined for a package without build.zig.zon: `N-V-…`. */
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** Low half of the fingerprint; 0xffff where there is no build.zig.zon. */
  readonly id: number;
  /** Sum of the sizes of its files in bytes; 0xffffffff stands for that and more. */
  readonly sizeBytes: number;
}

/**
 * Reads a Zig package hash strictly: `NAME-VERSION-` or `N-V-`, then 44 characters of base64url.
 * Undefined for anything else; so what passes is also safe as one part of a path or an address.
 * Versions may contain `-`, so it is read from the right.
 */
export function readHash(text: string): HashParts | undefined {
  if (text.length > 110 || !/-[A-Za-z0-9_-]{44}$/.test(text)) return undefined;
  const digest = Buffer.from(text.slice(-44), "base64url");
  const id = digest.readUInt32LE(0);
  const sizeBytes = digest.readUInt32LE(4);
  const label = text.slice(0, -45);
  if (label === "N-V")
    return id === 0xffff ? { name: undefined, version: undefined, id, sizeBytes } : undefined;
  const dash = label.indexOf("-");
  const name = label.slice(0, Math.max(dash, 0));
  const version = label.slice(dash + 1);
  if (!isZigName(name) || !isZigSemver(version) || id === 0 || id === 0xffffffff) return undefined;
  return { name, version, id, sizeBytes };
}

/** The folder that all files of the archive with this hash lie in: `NAME-VERSION`, or `N-V`. */
export function archiveRoot(hash: string): string {
  return hash.slice(0, -45);
}

/** True for a SHA-512 integrity as npm writes it: `sha512-` and 64 bytes in base64. */
export function isIntegrity(text: string): boolean {
  return /^sha512-[A-Za-z0-9+/]{85}[AQgw]==$/.test(text);
}
