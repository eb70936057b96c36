export { type Advisories, type AuditedPackage, type KeptAdvisory, noAdvisories } from "./advisories.ts";
export { type AdvisoryFolder, openAdvisoryFolder } from "./folder.ts";
export { bulkAnswer, quickAnswer, type TreePlace } from "./npm-audit.ts";
