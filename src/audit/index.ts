export { auditProject } from "./audit.ts";
export { auditCodes } from "./errors.ts";
export type { AuditedPlace, AuditReport, Finding } from "./finding.ts";
export { sarifLog } from "./sarif.ts";
