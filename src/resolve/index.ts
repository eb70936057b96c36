export type { Conditions } from "./conditions.ts";
export { resolveCodes } from "./errors.ts";
export { type Fitting, newestFitting, type PassedOver } from "./newest-fitting.ts";
export { noFittingVersion } from "./no-fitting-version.ts";
export type { Doubt, Obstacle } from "./obstacle.ts";
export { obstacleText } from "./obstacle-text.ts";
export type { Release, ReleaseDependency } from "./release.ts";
