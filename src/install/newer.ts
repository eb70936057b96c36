import semver from "semver";

/** True if `version` comes after `other`. One that is no semantic version, or too large for one, is never newer. */
export function isNewer(version: string, other: string): boolean {
  const [ours, theirs] = [semver.parse(version), semver.parse(other)];
  return ours !== null && (theirs === null || ours.compare(theirs) > 0);
}
