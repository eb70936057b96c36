export type { Offers } from "./probe.ts";
export { type BuildOutcome, newMarker, tryBuild, writeProbe } from "./try-build.ts";
