import { crc32 } from "node:zlib";

/** Bytes of chance in a token. */
export const tokenSecretBytes = 20;

/**
 * A registry token: `ptry_`, 20 bytes of chance in hexadecimal, and the CRC-32 of all before it.
 * The prefix and the checksum let scanners find a leaked one and clients refuse a mistyped one.
 */
export function tokenText(secret: Uint8Array): string {
  const text = prefix + Buffer.from(secret).toString("hex");
  return text + checksum(text);
}

/** True for a token with the right form and checksum. Says nothing about whether a registry knows it. */
export function isToken(text: string): boolean {
  return /^ptry_[0-9a-f]{48}$/.test(text) && checksum(text.slice(0, -8)) === text.slice(-8);
}

/** As much of a token as a list may show. */
export function maskedToken(token: string): string {
  return `${token.slice(0, prefix.length + 4)}…`;
}

const prefix = "ptry_";

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}
