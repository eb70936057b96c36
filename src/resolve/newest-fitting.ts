import type { Conditions } from "./conditions.ts";
import { type Judged, judgeReleases, newestFirst } from "./judge.ts";
import { type Doubt, doubtAbout, doubtRank, type Obstacle } from "./obstacle.ts";
import type { Release } from "./release.ts";

/** What one dependency would take by itself. */
export interface Fitting<R extends Release = Release> {
  /** Undefined where none fits. */
  readonly release: R | undefined;
  /** Releases newer than that one, or all where none fits, newest first: what `outdated` says. */
  readonly passedOver: readonly PassedOver<R>[];
}

export interface PassedOver<R extends Release = Release> {
  readonly release: R;
  readonly why: Obstacle | Doubt;
}

/**
 * The newest release that a range holds and that can be used: not yanked, old enough, and content with the Zig in use.
 * One that was tested only with other Zig versions, or is deprecated, comes after all others. It is for reasons and
 * hints about a single dependency: what is taken, `solve` chooses, for all of them together.
 *
 * Throws RESOLVE_RANGE.
 */
export function newestFitting<R extends Release>(
  releases: readonly R[],
  range: string,
  conditions: Conditions,
): Fitting<R> {
  const judged = newestFirst(judgeReleases(releases, range, conditions));
  const rankOf = ({ release }: Judged<R>) => doubtRank(doubtAbout(release, conditions));
  const usable = judged.filter(({ obstacle }) => obstacle === undefined);
  const best = usable.toSorted((a, b) => rankOf(a) - rankOf(b))[0];
  const newer = best === undefined ? judged : judged.slice(0, judged.indexOf(best));
  return {
    release: best?.release,
    passedOver: newer.flatMap(({ release, obstacle }) => {
      const why = obstacle ?? doubtAbout(release, conditions);
      return why === undefined ? [] : [{ release, why }];
    }),
  };
}
