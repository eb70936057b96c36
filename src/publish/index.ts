export { type CheckReport, checks, type Finding, type Verdict } from "./checks/index.ts";
export { publishCodes } from "./errors.ts";
export type { ForeignPackage, NeededPackage } from "./foreign.ts";
export { type PublishOptions, type PublishPlan, planPublish } from "./plan.ts";
export { type PublishResult, refuseFailed, sendPublish } from "./send.ts";
