export { type Addition, type AddOutcome, addPackages } from "./add.ts";
export { type InstallOutcome, installProject } from "./install.ts";
export type { Change, Disagreement } from "./lock.ts";
export { placeClosure } from "./place-closure.ts";
export { findProjectRoot, projectRootAbove, readSettings } from "./project-files.ts";
export { type RemoveOutcome, removePackages } from "./remove.ts";
export { type DamagedPlace, type VerifyOutcome, verifyProject } from "./verify.ts";
export { type StoreDamage, type VerifyStoreOutcome, verifyStored } from "./verify-store.ts";
export type { PlacementTarget, Workbench } from "./workbench.ts";
