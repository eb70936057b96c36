import semver from "semver";
import { resolveError } from "./errors.ts";
import { maxKnownRanges } from "./limits.ts";
import { compareVersions, parseVersion, type Version } from "./version.ts";

/** A range of versions as npm and cargo have them: alternatives, each a list of comparators that all hold. */
export interface Range {
  readonly text: string;
  readonly alternatives: readonly (readonly Comparator[])[];
  /** The one version that the range names, where it is `1.2.3` or `=1.2.3`. */
  readonly exact: Version | undefined;
}

interface Comparator {
  readonly operator: string;
  readonly version: Version;
}

/** Reads a range, by the semver library. Throws RESOLVE_RANGE. */
export function readRange(text: string): Range {
  const known = ranges.get(text);
  if (known !== undefined) return known;
  const range = parseRange(text);
  if (ranges.size >= maxKnownRanges) ranges.clear();
  ranges.set(text, range);
  return range;
}

/**
 * True where the range holds the version. A pre-release is held only by an alternative that names a pre-release of
 * the same three numbers: `^1.2.0-beta.1` holds `1.2.0-beta.2`, and not `1.3.0-beta.1`.
 */
export function inRange(range: Range, version: Version): boolean {
  return range.alternatives.some(
    (comparators) =>
      comparators.every((comparator) => holds(comparator, version)) &&
      (version.before.length === 0 ||
        comparators.some((comparator) => namesItsPreReleases(comparator, version))),
  );
}

/** True where only the rule for pre-releases keeps the version out. */
export function inRangeButForPreRelease(range: Range, version: Version): boolean {
  return range.alternatives.some((comparators) =>
    comparators.every((comparator) => holds(comparator, version)),
  );
}

const ranges = new Map<string, Range>();

function parseRange(text: string): Range {
  const problem = resolveError("RESOLVE_RANGE", {
    message: `\`${text}\` is no range of versions`,
    hint: "ranges look like `^1.2.0`, `~1.2.0`, `>=1.2.0 <2.0.0`, `1.2.3` or `*`; a name alone means the newest",
  });
  if (text.trim() === "") throw problem;
  let parsed: semver.Range;
  try {
    parsed = new semver.Range(text);
  } catch {
    throw problem;
  }
  const alternatives = parsed.set.map((comparators) =>
    comparators.flatMap(({ operator, semver: version, value }) => {
      // `*` is a comparator without a version.
      if (value === "") return [];
      const bound = parseVersion(version.version);
      return bound === undefined ? [] : [{ operator, version: bound }];
    }),
  );
  const [first] = alternatives;
  const [only] = first ?? [];
  const isExact = alternatives.length === 1 && first?.length === 1 && only?.operator === "";
  return { text, alternatives, exact: isExact ? only.version : undefined };
}

function holds({ operator, version: bound }: Comparator, version: Version): boolean {
  const order = compareVersions(version, bound);
  switch (operator) {
    case ">=":
      return order >= 0;
    case "<":
      return order < 0;
    case ">":
      return order > 0;
    case "<=":
      return order <= 0;
    default:
      return order === 0;
  }
}

function namesItsPreReleases({ version: bound }: Comparator, version: Version): boolean {
  return (
    bound.before.length > 0 &&
    bound.major === version.major &&
    bound.minor === version.minor &&
    bound.patch === version.patch
  );
}
