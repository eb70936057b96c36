export type { ServedArchive } from "./archives.ts";
export { checkMayPublish, checkOwner, packageHead, packageMissing } from "./claim.ts";
export type { ServedDocument } from "./documents.ts";
export { repair } from "./finish.ts";
export { freshHead } from "./head.ts";
export { addOwner, ownersOf, removeOwner } from "./owners.ts";
export { zigPackage } from "./package-id.ts";
export { createPackages, type Packages } from "./packages.ts";
export { setYanked } from "./yank.ts";
