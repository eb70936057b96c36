export { type BuildScript, type ImportLinesOptions, importLines, readBuildScript } from "./build-script.ts";
export { differences, type ExpectedEntry, entriesOf, type FileProblem } from "./differences.ts";
export {
  askZig,
  type FoundZig,
  layoutFor,
  type PlacementLayout,
  zigVersionFor,
} from "./find-zig.ts";
export { globalCacheFolder } from "./global-cache.ts";
export { formatHash, isHash, type PackageHash, parseHash } from "./hash-text.ts";
export { type PackageEntry, type PackagePolicy, readPackage, type ZigPackage } from "./package.ts";
export type { Belief, PlaceableEntry, PlaceablePackage } from "./placed.ts";
export {
  type PlaceResult,
  type Placing,
  placeArchive,
  placedArchive,
  placeTree,
  removePlaced,
  replaceTree,
} from "./placement.ts";
export { searchZig, zigKey, zigKeyNow } from "./search-zig.ts";
export { readPackageFolder, treeMatchesHash } from "./tree.ts";
