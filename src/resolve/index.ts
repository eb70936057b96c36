export type { ResolvedPackage } from "./closure.ts";
export type { Conditions } from "./conditions.ts";
export type { Duplicate, OtherChoice } from "./duplicates.ts";
export { resolveCodes } from "./errors.ts";
export { type Fitting, newestFitting, type PassedOver } from "./newest-fitting.ts";
export { noFittingVersion } from "./no-fitting-version.ts";
export type { Doubt, Obstacle } from "./obstacle.ts";
export { obstacleText } from "./obstacle-text.ts";
export type {
  DuplicatePolicy,
  Listing,
  Listings,
  LockedRelease,
  Problem,
  Requirement,
  Root,
  Wanted,
} from "./problem.ts";
export type { Release, ReleaseDependency } from "./release.ts";
export type { Direct, Notice, Solution } from "./solution.ts";
export { solve } from "./solve.ts";
