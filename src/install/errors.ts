import { errorFamily } from "../errors.ts";

export const installCodes = {
  PROJECT_NOT_FOUND: { exit: "failed", means: "There is no build.zig.zon here or in a folder above." },
  PROJECT_CHANGED: {
    exit: "failed",
    means: "Somebody else changed the project's files while Pantry was working.",
  },
  STORE_CHANGED: { exit: "failed", means: "The store lost a package while it was being used." },
  DEPENDENCY_UNPINNED: { exit: "failed", means: "A dependency has an address but no hash." },
  DEPENDENCY_NAME: { exit: "usage", means: "A dependency has no name of its own, or one that is taken." },
  PATH_ESCAPES: { exit: "refused", means: "A fetched package points to a folder outside of itself." },
  PATH_MISSING: { exit: "failed", means: "A path dependency leads to no folder." },
  LOCK_DIFFERS: {
    exit: "failed",
    means: "pantry.lock does not fit build.zig.zon, and --frozen changes neither.",
  },
  OFFLINE_MISSING: { exit: "network", means: "Packages are missing and --offline fetches none." },
} as const;

export const installError = errorFamily(installCodes);
