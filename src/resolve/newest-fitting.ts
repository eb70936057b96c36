import type { Conditions } from "./conditions.ts";
import { type Doubt, doubtAbout, doubtRank, type Obstacle, obstacleTo } from "./obstacle.ts";
import { type Range, readRange } from "./range.ts";
import type { Release } from "./release.ts";
import { compareVersions, parseVersion, type Version } from "./version.ts";

/** The release that one direct dependency takes. */
export interface Fitting<R extends Release = Release> {
  /** Undefined where none fits. */
  readonly release: R | undefined;
  /** Releases newer than the chosen one, or all where none fits, newest first: what `outdated` says. */
  readonly passedOver: readonly PassedOver<R>[];
}

export interface PassedOver<R extends Release = Release> {
  readonly release: R;
  readonly why: Obstacle | Doubt;
}

/**
 * The newest release that a range holds and that can be used: not yanked, old enough, and content with the Zig in use.
 * One that was tested only with other Zig versions, or is deprecated, is taken where there is no other.
 *
 * Throws RESOLVE_RANGE.
 */
export function newestFitting<R extends Release>(
  releases: readonly R[],
  range: string,
  conditions: Conditions,
): Fitting<R> {
  const asked = readRange(range);
  const judged = newestFirst(releases.map((release) => ({ release }))).flatMap(({ release }) => {
    const version = parseVersion(release.version);
    return version === undefined ? [] : [judge(release, version, asked, conditions)];
  });
  const best = judged.reduce<Judged<R> | undefined>(
    (best, each) => (each.rank < (best?.rank ?? Number.POSITIVE_INFINITY) ? each : best),
    undefined,
  );
  const newer = best === undefined ? judged : judged.slice(0, judged.indexOf(best));
  return {
    release: best?.release,
    passedOver: newer.flatMap(({ release, why }) => (why === undefined ? [] : [{ release, why }])),
  };
}

interface Judged<R> {
  readonly release: R;
  readonly why: Obstacle | Doubt | undefined;
  /** The lowest is chosen; infinite where it cannot be. */
  readonly rank: number;
}

function judge<R extends Release>(
  release: R,
  version: Version,
  range: Range,
  conditions: Conditions,
): Judged<R> {
  const obstacle = obstacleTo(release, version, range, conditions);
  if (obstacle !== undefined) return { release, why: obstacle, rank: Number.POSITIVE_INFINITY };
  const doubt = doubtAbout(release, conditions);
  return { release, why: doubt, rank: doubtRank(doubt) };
}

/**
 * Sorted by version, the newest first. Two of one precedence stand in the order of their hashes, so that no order of
 * input shows.
 */
export function newestFirst<T extends { readonly release: Release }>(items: readonly T[]): T[] {
  const versions = new Map(items.map(({ release }) => [release, parseVersion(release.version)]));
  return items.toSorted(({ release: a }, { release: b }) => {
    const [ours, theirs] = [versions.get(a), versions.get(b)];
    const order = ours === undefined || theirs === undefined ? 0 : compareVersions(theirs, ours);
    return order || (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0);
  });
}
