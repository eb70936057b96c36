import { errorFamily } from "../errors.ts";

export const installCodes = {
  PROJECT_NOT_FOUND: { exit: "failed", means: "There is no build.zig.zon here or in a folder above." },
  WORKSPACE_INVALID: { exit: "failed", means: "A workspace and its members do not agree." },
  PROJECT_CHANGED: {
    exit: "failed",
    means: "Somebody else changed the project's files while Pantry was working.",
  },
  STORE_CHANGED: { exit: "failed", means: "The store lost a package while it was being used." },
  DEPENDENCY_UNPINNED: {
    exit: "failed",
    means: "A dependency has an address, and no hash or one of the form of Zig 0.13.",
  },
  DEPENDENCY_NAME: { exit: "usage", means: "A dependency has no name of its own, or one that is taken." },
  NOT_IN_PROJECT: { exit: "failed", means: "A name is none of the packages that the project uses." },
  PACKAGE_HIDDEN: {
    exit: "denied",
    means: "A registry does not show one of its packages: it is private, or not there.",
  },
  PATH_ESCAPES: { exit: "refused", means: "A fetched package points to a folder outside of itself." },
  PATH_MISSING: { exit: "failed", means: "A path dependency leads to no folder." },
  LOCK_DIFFERS: {
    exit: "failed",
    means: "pantry.lock does not fit build.zig.zon, and --frozen changes neither.",
  },
  UPDATE_OFFLINE: { exit: "network", means: "`update` asks for newer versions, and --offline asks nobody." },
  VENDOR_TAKEN: { exit: "failed", means: "`vendor` found a folder that it did not write." },
  VENDOR_CHANGED: { exit: "failed", means: "Somebody changed a package that `vendor` wrote." },
  OFFLINE_MISSING: { exit: "network", means: "Packages are missing and --offline fetches none." },
} as const;

export const installError = errorFamily(installCodes);
