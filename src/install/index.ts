export { type AddOutcome, addPackages } from "./add.ts";
export type { Addition } from "./addition.ts";
export type { Outcome } from "./carry-out.ts";
export type { FileChange } from "./file-changes.ts";
export {
  findPackages,
  type Graph,
  type GraphEdge,
  type GraphPackage,
  packagesAbove,
  readGraph,
} from "./graph.ts";
export { countIfIdle } from "./idle.ts";
export { type InstallOutcome, installProject } from "./install.ts";
export type { Change, Disagreement } from "./lock.ts";
export { type OutdatedRow, outdatedPackages } from "./outdated.ts";
export { placeClosure } from "./place-closure.ts";
export {
  findProjectRoot,
  projectAt,
  projectRootAbove,
  readSettings,
  readWorkspace,
} from "./project-files.ts";
export { type RemoveOutcome, removePackages } from "./remove.ts";
export type { HeldBack } from "./standing.ts";
export {
  duplicateMarks,
  invertedLines,
  packageLabel,
  type TreeLine,
  treeLines,
} from "./tree-text.ts";
export { type LeftAlone, type Update, type UpdateOutcome, updatePackages } from "./update.ts";
export { type VendorOutcome, vendorPackages } from "./vendor.ts";
export { type DamagedPlace, type VerifyOutcome, verifyProject } from "./verify.ts";
export { type StoreDamage, type VerifyStoreOutcome, verifyStored } from "./verify-store.ts";
export { type ChainLink, type Reason, reasonsFor } from "./why.ts";
export type { PlacementTarget, Workbench } from "./workbench.ts";
