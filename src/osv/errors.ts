import { errorFamily } from "../errors.ts";

export const osvCodes = {
  ADVISORY_INVALID: { exit: "refused", means: "A file is no advisory in OSV form, or lies about its shape." },
} as const;

export const osvError = errorFamily(osvCodes);
