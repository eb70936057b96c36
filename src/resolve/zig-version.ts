import type { Release } from "./release.ts";
import { compareVersions, parseVersion } from "./version.ts";

/** The release's declared minimum, where it is newer than the Zig in use. A development build comes before its release. */
export function needsNewerZig(
  { minimumZigVersion }: Release,
  inUse: string | undefined,
): { readonly kind: "needs-zig"; readonly minimum: string; readonly inUse: string } | undefined {
  if (minimumZigVersion === undefined || inUse === undefined || minimumZigVersion === inUse) return undefined;
  const minimum = parseVersion(minimumZigVersion);
  const ours = parseVersion(inUse);
  if (minimum === undefined || ours === undefined || compareVersions(minimum, ours) <= 0) return undefined;
  return { kind: "needs-zig", minimum: minimumZigVersion, inUse };
}

/**
 * What the release was tested with, where no 0.N of it is ours: Zig breaks its language between minors.
 * Where nobody said, it is not held against the release.
 */
export function untestedWith(
  { testedZigVersions = [] }: Release,
  inUse: string | undefined,
): { readonly kind: "untested"; readonly testedWith: readonly string[]; readonly inUse: string } | undefined {
  if (inUse === undefined || testedZigVersions.length === 0) return undefined;
  const ours = zigMinor(inUse);
  if (testedZigVersions.some((tested) => tested === inUse || zigMinor(tested) === ours)) return undefined;
  return { kind: "untested", testedWith: testedZigVersions, inUse };
}

/** `0.16` of `0.16.1` and of `0.16.0-dev.5+abc`. */
function zigMinor(version: string): string {
  return version.slice(0, version.indexOf(".", version.indexOf(".") + 1));
}
