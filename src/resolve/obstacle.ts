import type { Conditions } from "./conditions.ts";
import { inRange, inRangeButForPreRelease, type Range } from "./range.ts";
import type { Release } from "./release.ts";
import { compareVersions, type Version } from "./version.ts";
import { needsNewerZig, untestedWith } from "./zig-version.ts";

/** Why a release cannot be chosen for a range. */
export type Obstacle =
  | { readonly kind: "outside-range" }
  | { readonly kind: "pre-release" }
  | { readonly kind: "yanked" }
  | { readonly kind: "too-new"; readonly ageMs: number | undefined; readonly minimumAgeMs: number }
  | { readonly kind: "needs-zig"; readonly minimum: string; readonly inUse: string };

/** Why a release is only second choice. */
export type Doubt =
  | { readonly kind: "untested"; readonly testedWith: readonly string[]; readonly inUse: string }
  | { readonly kind: "deprecated"; readonly reason: string };

/** What stands in the way of choosing a release; undefined where nothing does. Range first, as it is what was asked. */
export function obstacleTo(
  release: Release,
  version: Version,
  range: Range,
  conditions: Conditions,
): Obstacle | undefined {
  if (!inRange(range, version)) {
    return { kind: inRangeButForPreRelease(range, version) ? "pre-release" : "outside-range" };
  }
  if (conditions.locked?.has(release.hash) === true) return undefined;
  if (release.yanked === true) return { kind: "yanked" };
  const needed = needsNewerZig(release, conditions.zigVersion);
  if (needed !== undefined) return needed;
  const named = range.exact !== undefined && compareVersions(range.exact, version) === 0;
  return named ? undefined : tooNew(release, conditions);
}

/** The worst first: what was never built with this Zig likely does not build; what is deprecated does. */
export function doubtAbout(release: Release, conditions: Conditions): Doubt | undefined {
  const untested = untestedWith(release, conditions.zigVersion);
  if (untested !== undefined) return untested;
  return release.deprecated === undefined ? undefined : { kind: "deprecated", reason: release.deprecated };
}

/** 0 for a first choice; the higher, the later it is chosen. */
export function doubtRank(doubt: Doubt | undefined): number {
  if (doubt === undefined) return 0;
  return doubt.kind === "deprecated" ? 1 : 2;
}

/** The gate against releases that nobody had time to look at. One without a date could be of any age. */
function tooNew({ publishedAt }: Release, { now, minimumAgeMs = 0 }: Conditions): Obstacle | undefined {
  if (minimumAgeMs <= 0) return undefined;
  const published = publishedAt === undefined ? Number.NaN : Date.parse(publishedAt);
  const ageMs = Number.isNaN(published) ? undefined : now - published;
  if (ageMs !== undefined && ageMs >= minimumAgeMs) return undefined;
  return { kind: "too-new", ageMs, minimumAgeMs };
}
