import { errorFamily } from "../errors.ts";

export const zigCodes = {
  ZIG_NOT_FOUND: { exit: "failed", means: "There is no zig to place packages for." },
  ZIG_BROKEN: { exit: "failed", means: "A zig does not say its version." },
  ZIG_UNSUPPORTED: { exit: "failed", means: "A Zig that is too old: its packages have another format." },
  ZIG_OTHER_VERSION: {
    exit: "failed",
    means: "The zig that was found is not the one that the project names.",
  },
  PLACED_DIFFERS: {
    exit: "refused",
    means: "A package folder beside the project has other contents than its hash.",
  },
} as const;

export const zigError = errorFamily(zigCodes);
