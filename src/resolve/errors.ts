import { errorFamily } from "../errors.ts";

export const resolveCodes = {
  RESOLVE_RANGE: { exit: "usage", means: "A text is no range of versions." },
  RESOLVE_NO_PACKAGE: { exit: "failed", means: "The registry has no package of that name." },
  RESOLVE_NO_VERSION: { exit: "failed", means: "No version of a package fits its range and can be used." },
  RESOLVE_CONFLICT: { exit: "failed", means: "No versions of the direct dependencies fit together." },
  RESOLVE_OFFLINE: {
    exit: "network",
    means: "A package's versions are not known, and --offline asks nobody.",
  },
  RESOLVE_DENIED: { exit: "denied", means: "The registry does not show a package to who asks." },
  RESOLVE_TOO_HARD: { exit: "failed", means: "The search for versions that fit together took too long." },
} as const;

export const resolveError = errorFamily(resolveCodes);
