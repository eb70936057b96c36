export { type Advisories, type AuditedPackage, noAdvisories, type ShownAdvisories } from "./advisories.ts";
export { documentsAbout } from "./documents.ts";
export { type AdvisoryFolder, openAdvisoryFolder } from "./folder.ts";
export { bulkAnswer, quickAnswer, type TreePlace } from "./npm-audit.ts";
