import { randomInt } from "node:crypto";
import { crc32 } from "node:zlib";

/** True where Zig takes the fingerprint for this name: CRC-32 of the name above, an id below that is neither 0 nor all ones. */
export function isFingerprintOf(fingerprint: bigint, name: string): boolean {
  const id = fingerprint & 0xffff_ffffn;
  return fingerprint >> 32n === BigInt(crc32(name)) && id !== 0n && id !== 0xffff_ffffn;
}

/** A fresh fingerprint for a package that is called so: the id is random, as Zig makes it. */
export function newFingerprint(name: string): bigint {
  return (BigInt(crc32(name)) << 32n) | BigInt(randomInt(1, 0xffff_ffff));
}

/** As it is written in a manifest: `0x` and 16 digits, or fewer where it begins with zeros, as Zig prints it. */
export function showFingerprint(fingerprint: bigint): string {
  return `0x${fingerprint.toString(16)}`;
}
