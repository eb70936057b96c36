export { removeRange, setRange } from "./edit-settings.ts";
export { projectCodes } from "./errors.ts";
export { namedInHash } from "./hash-name.ts";
export {
  type LockedDependency,
  type LockedPackage,
  type LockedProject,
  type LockedTarget,
  type Lockfile,
  type PackageKind,
  type ProjectDependency,
  packageKey,
  targetKey,
} from "./lockfile.ts";
export { parseLockfile } from "./read-lockfile.ts";
export { type ProjectSettings, parseSettings, type RangeSetting } from "./settings.ts";
export { formatSource, type Source } from "./source.ts";
export { formatLockfile } from "./write-lockfile.ts";
