export type { Offers } from "./probe.ts";
export {
  type BuildOutcome,
  type BuildProblem,
  isTested,
  newMarker,
  tryBuild,
  writeProbe,
} from "./try-build.ts";
