import { errorFamily } from "../errors.ts";

export const resolveCodes = {
  RESOLVE_RANGE: { exit: "usage", means: "A text is no range of versions." },
  RESOLVE_NO_PACKAGE: { exit: "failed", means: "The registry has no package of that name." },
  RESOLVE_NO_VERSION: { exit: "failed", means: "No version of a package fits its range and can be used." },
} as const;

export const resolveError = errorFamily(resolveCodes);
