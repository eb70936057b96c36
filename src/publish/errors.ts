import { errorFamily } from "../errors.ts";

export const publishCodes = {
  MANIFEST_MISSING: { exit: "failed", means: "The folder to publish has no build.zig.zon." },
  CHECKS_FAILED: { exit: "failed", means: "A package did not pass the checks before it is sent." },
  NOT_OWNER: { exit: "denied", means: "The package belongs to others." },
  DEPENDENCY_PRIVATE: {
    exit: "failed",
    means: "A dependency is private in another registry, and would go along for everybody to read.",
  },
  DEPENDENCY_DAMAGED: {
    exit: "refused",
    means: "The stored archive of a dependency is not the one that its hash names.",
  },
} as const;

export const publishError = errorFamily(publishCodes);
