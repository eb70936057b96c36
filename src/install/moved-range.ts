import semver from "semver";

/**
 * A range that holds a newer version and is written as the old one was: `^1.2` for 2.1.0 gives `^2.1`, `~1.2.3` gives
 * `~2.1.0`, `1.x` gives `2.x`, `1.2.3` gives `2.1.0`. One that holds the version already stays as it is; one that is
 * put together from several becomes `^2.1.0`.
 */
export function movedRange(range: string, version: string): string {
  if (semver.satisfies(version, range)) return range;
  const plain = version.replace(/\+.*$/, "");
  const moved = rewritten(range.trim(), plain);
  return moved !== undefined && semver.satisfies(version, moved) ? moved : `^${plain}`;
}

function rewritten(range: string, version: string): string | undefined {
  const match = /^([~^=]?\s*v?)\d+(\.(?:\d+|[xX*]))?(\.(?:\d+|[xX*]))?(-[0-9A-Za-z.-]+)?$/.exec(range);
  if (match === null) return undefined;
  const [, operator = "", minor, patch] = match;
  const parsed = semver.parse(version);
  if (parsed === null) return undefined;
  // A pre-release is named whole, or no range holds it.
  if (parsed.prerelease.length > 0) return `${operator}${version}`;
  return operator + parsed.major + part(minor, parsed.minor) + part(patch, parsed.patch);
}

function part(before: string | undefined, now: number): string {
  if (before === undefined) return "";
  return /\d/.test(before) ? `.${now}` : before;
}
