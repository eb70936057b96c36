import { versionBytes } from "./limits.ts";

/**
 * True for a version that Zig 0.16 takes as `.version` and that ranges can be solved over: semantic
 * versioning 2.0 with three numbers, at most 32 bytes, and no number beyond 2^53 - 1.
 */
export function isVersion(text: string): boolean {
  return numbersOf(text)?.every((number) => number <= BigInt(Number.MAX_SAFE_INTEGER)) === true;
}

/** True for what Zig 0.16 takes as `.version`, the way it writes it into a hash: numbers below 2^64. */
export function isZigSemver(text: string): boolean {
  return numbersOf(text)?.every((number) => number < 2n ** 64n) === true;
}

/**
 * What makes a version unique: all but the build metadata. `1.0.0+a` and `1.0.0+b` have one precedence
 * (semantic versioning 2.0, 10), so no range could choose between them.
 */
export function versionKey(version: string): string {
  return version.split("+", 1)[0] ?? version;
}

const numeric = "(?:0|[1-9][0-9]*)";
const identifier = `(?:${numeric}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)`;
const versionPattern = new RegExp(
  `^(${numeric})\\.(${numeric})\\.(${numeric})(?:-(${identifier}(?:\\.${identifier})*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
);

/** The numbers in a version, those between the dots of a pre-release included. Undefined for what is none. */
function numbersOf(text: string): bigint[] | undefined {
  const match = text.length > versionBytes ? null : versionPattern.exec(text);
  if (match === null) return undefined;
  const [, major, minor, patch, before = ""] = match;
  const numbers = [major, minor, patch, ...before.split(".")].filter((part) => /^[0-9]+$/.test(part ?? ""));
  return numbers.map((part) => BigInt(part ?? 0));
}
