import type { ResolvedPackage } from "./closure.ts";
import type { Duplicate } from "./duplicates.ts";
import type { PassedOver } from "./newest-fitting.ts";
import type { Doubt, Obstacle } from "./obstacle.ts";
import type { Requirement } from "./problem.ts";
import type { Release } from "./release.ts";

/** What a solved problem comes to. The same problem has the same solution, in whatever order it was told. */
export interface Solution {
  /** The direct dependencies, by root and alias. */
  readonly direct: readonly Direct[];
  /** All packages, each hash once: direct ones first. */
  readonly packages: readonly ResolvedPackage[];
  /** Packages that come in more than one version. */
  readonly duplicates: readonly Duplicate[];
  /** What a user should know about chosen packages. */
  readonly notices: readonly Notice[];
  /** One more than the times that the search went back. */
  readonly attempts: number;
}

export interface Direct {
  readonly root: string | undefined;
  readonly requirement: Requirement;
  readonly hash: string;
  /** Undefined for a pin on a package without build.zig.zon. */
  readonly version: string | undefined;
  /** Undefined for a pin that nobody lists. */
  readonly release: Release | undefined;
  /** Releases newer than this one that the range holds, newest first; empty where the lock was kept. */
  readonly passedOver: readonly PassedOver[];
}

/** Something that is chosen although it is not quite right: `log 0.4.0 was yanked`. */
export interface Notice {
  readonly package: ResolvedPackage;
  readonly why: Obstacle | Doubt;
}
