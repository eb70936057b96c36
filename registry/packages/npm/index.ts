export { type Change, checkRevision, versionMissing } from "./change.ts";
export { changeOwners, changeVersions, subjectOfDocument } from "./change-document.ts";
export { checkMayChange, checkMayPublishNpm, npmHead, npmPackage } from "./claim.ts";
export { versionDocument } from "./document.ts";
export { createNpmPackages, type NpmPackages } from "./npm-packages.ts";
export { readAccess } from "./publish-request.ts";
export { removeVersions } from "./remove.ts";
export { setTags, tagsOf } from "./set-tags.ts";
export { shownTags } from "./tags.ts";
