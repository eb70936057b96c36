/** A semantic version, read for comparing. What stands behind `+` has no precedence and is left out. */
export interface Version {
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** The parts of the pre-release, numbers as numbers; empty for a release. */
  readonly before: readonly (number | string)[];
}

/**
 * Reads a semantic version (2.0); undefined for anything else. Solving reads hundreds of thousands of them, which is
 * why this is not done by the semver library; the tests hold the two against each other.
 */
export function parseVersion(text: string): Version | undefined {
  return parsePlain(text) ?? parseAny(text);
}

/** Nearly all versions are three short numbers; these need no regular expression. */
function parsePlain(text: string): Version | undefined {
  let major = 0;
  let minor = 0;
  let at = 0;
  for (let part = 0; part < 3; part += 1) {
    const start = at;
    let number = 0;
    for (; at < text.length && at - start < 9; at += 1) {
      const digit = text.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) break;
      number = number * 10 + digit;
    }
    const isPadded = at - start > 1 && text.charCodeAt(start) === 48;
    if (at === start || isPadded) return undefined;
    if (part === 2)
      return at === text.length ? { text, major, minor, patch: number, before: noParts } : undefined;
    if (text.charCodeAt(at) !== 46) return undefined;
    if (part === 0) major = number;
    else minor = number;
    at += 1;
  }
  return undefined;
}

function parseAny(text: string): Version | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, major = "", minor = "", patch = "", before] = match;
  return {
    text,
    major: Number(major),
    minor: Number(minor),
    patch: Number(patch),
    before: before === undefined ? noParts : before.split(".").map(readPart),
  };
}

/** Negative where `a` comes first, 0 where the two have one precedence (semantic versioning 2.0, 11). */
export function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch || compareBefore(a.before, b.before);
}

const numeric = "0|[1-9][0-9]*";
const part = `(?:${numeric}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)`;
const build = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
const pattern = new RegExp(
  `^(${numeric})\\.(${numeric})\\.(${numeric})(?:-(${part}(?:\\.${part})*))?(?:\\+${build})?$`,
);
const noParts: readonly (number | string)[] = [];

function readPart(part: string): number | string {
  return /^[0-9]+$/.test(part) ? Number(part) : part;
}

function compareBefore(a: Version["before"], b: Version["before"]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (const [index, ours] of a.entries()) {
    const theirs = b[index];
    if (theirs === undefined) return 1;
    const order = compareParts(ours, theirs);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Numbers come before words. */
function compareParts(a: number | string, b: number | string): number {
  if (typeof a === "number") return typeof b === "number" ? a - b : -1;
  if (typeof b === "number") return 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
