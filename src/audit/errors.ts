import { errorFamily } from "../errors.ts";

export const auditCodes = {
  ADVISORIES_MISSING: { exit: "usage", means: "There are no advisories at the path that was given." },
} as const;

export const auditError = errorFamily(auditCodes);
