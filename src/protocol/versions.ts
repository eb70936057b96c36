import { versionBytes } from "./limits.ts";

/**
 * True for a version that Zig 0.16 takes as `.version` and that ranges can be solved over: semantic
 * versioning 2.0 with three numbers, at most 32 bytes, and no number beyond 2^53 - 1.
 */
export function isVersion(text: string): boolean {
  if (text.length > versionBytes) return false;
  const match = versionPattern.exec(text);
  if (match === null) return false;
  const [, major, minor, patch, before = ""] = match;
  return [major, minor, patch, ...before.split(".")].every(isNumberInRange);
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

function isNumberInRange(part: string | undefined): boolean {
  if (part === undefined || !/^[0-9]+$/.test(part)) return true;
  return Number.isSafeInteger(Number(part));
}
