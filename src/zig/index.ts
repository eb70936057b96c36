export { type BuildScript, type ImportLinesOptions, importLines, readBuildScript } from "./build-script.ts";
export {
  askZig,
  type FoundZig,
  layoutFor,
  type PlacementLayout,
  searchZig,
  zigVersionFor,
} from "./find-zig.ts";
export { globalCacheFolder } from "./global-cache.ts";
export { formatHash, isHash, type PackageHash, parseHash } from "./hash-text.ts";
export { type PackageEntry, type PackagePolicy, readPackage, type ZigPackage } from "./package.ts";
export {
  type PlaceableEntry,
  type PlaceablePackage,
  type PlaceResult,
  placeArchive,
  placeTree,
} from "./placement.ts";
export { readPackageFolder, treeMatchesHash } from "./tree.ts";
