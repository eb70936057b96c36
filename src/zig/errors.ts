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
  HASH_INVALID: { exit: "failed", means: "A text is no Zig package hash." },
  HASH_LEGACY: {
    exit: "failed",
    means: "A hash has the form of Zig 0.13 and before, which Zig 0.16 refuses.",
  },
  PACKAGE_ENTRY_REFUSED: { exit: "refused", means: "A package includes something that Zig cannot unpack." },
  PACKAGE_EMPTY: { exit: "failed", means: "A package includes nothing of what its archive holds." },
  PACKAGE_MANIFEST_UNREADABLE: {
    exit: "refused",
    means: "The build.zig.zon of a package cannot be read as a file.",
  },
  PACKAGE_AMBIGUOUS: {
    exit: "refused",
    means: "An archive holds one thing for Zig and another for other programs.",
  },
  PACKAGE_LINK_ESCAPES: { exit: "refused", means: "A link in a package leads out of it." },
  PACKAGE_TOO_DEEP: {
    exit: "refused",
    means: "A package has more folders inside folders than Pantry writes.",
  },
  PACKAGE_NOT_PUBLISHABLE: { exit: "refused", means: "An archive holds what a registry does not take." },
} as const;

export const zigError = errorFamily(zigCodes);
