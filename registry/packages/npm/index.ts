export { setAccess } from "./access.ts";
export {
  type Change,
  changeOwners,
  changeVersions,
  checkRevision,
  removeVersions,
  setTags,
  subjectOfDocument,
  tagsOf,
  versionMissing,
} from "./change.ts";
export { checkMayChange, checkMayPublishNpm, npmHead, npmPackage } from "./claim.ts";
export { versionDocument } from "./document.ts";
export { createNpmPackages, type NpmPackages } from "./npm-packages.ts";
export { readAccess } from "./publish-request.ts";
export { shownTags } from "./tags.ts";
