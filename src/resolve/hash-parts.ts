/**
 * What a package hash says itself: `log-0.4.0-`, and 33 bytes in base64url, which are half of the fingerprint, the size,
 * and the digest (zig 0.16 Package hash). Documents and lockfiles were checked when they were read, so this only takes
 * it apart; and by hand, since solving does so a hundred thousand times.
 */
export function nameIn(hash: string): string | undefined {
  const dash = hash.indexOf("-");
  const isNamed = dash > 0 && dash < hash.length - digestLength - 1 && !hash.startsWith("N-V-");
  return isNamed ? hash.slice(0, dash) : undefined;
}

/** The version in a hash that has that name. */
export function versionIn(hash: string, name: string): string {
  return hash.slice(name.length + 1, -digestLength - 1);
}

/** The half of the fingerprint that tells packages of one name apart: the first 32 of the 36 bits in six digits. */
export function idIn(hash: string): number {
  const start = hash.length - digestLength;
  let bits = 0;
  for (let at = start; at < start + 6; at += 1) bits = bits * 64 + (digitValues[hash.charCodeAt(at)] ?? 0);
  return Math.floor(bits / 16);
}

const digestLength = 44;

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const digitValues = new Uint8Array(128);
for (let value = 0; value < digits.length; value += 1) digitValues[digits.charCodeAt(value)] = value;
