export { setAccess } from "./access.ts";
export type { ServedArchive } from "./archives.ts";
export { checkOwner, packageMissing } from "./claim.ts";
export type { ServedDocument } from "./documents.ts";
export { grantPackage } from "./grant.ts";
export {
  type Change,
  changeOwners,
  changeVersions,
  checkMayChange,
  checkMayPublishNpm,
  checkRevision,
  npmHead,
  npmPackage,
  readAccess,
  removeVersions,
  setStar,
  setTags,
  shownTags,
  starredBy,
  subjectOfDocument,
  tagsOf,
  versionDocument,
  versionMissing,
  withStars,
} from "./npm/index.ts";
export { addOwner, removeOwner } from "./owners.ts";
export { zigPackage } from "./package-id.ts";
export { createPackages, type Packages } from "./packages.ts";
export { renewEntry } from "./searchable.ts";
export {
  checkMayPublish,
  type MarkedVersion,
  setDeprecated,
  setYanked,
  setZigAccess,
  zigHead,
} from "./zig/index.ts";
