import { errorFamily } from "../errors.ts";

export const zonCodes = {
  ZON_SYNTAX: { exit: "failed", means: "A file is not valid ZON." },
  ZON_LIMIT: { exit: "refused", means: "A ZON file is larger or deeper than Pantry reads." },
  MANIFEST_INVALID: { exit: "failed", means: "A build.zig.zon is ZON, but not a manifest that Zig accepts." },
  MANIFEST_OUTDATED: {
    exit: "failed",
    means: "A build.zig.zon has the form of Zig 0.13 and before, which Zig 0.16 refuses.",
  },
  MANIFEST_NOT_EDITABLE: {
    exit: "failed",
    means: "A build.zig.zon leaves open which of its bytes an edit should change.",
  },
  DEPENDENCY_UNKNOWN: { exit: "failed", means: "The dependency to remove is not in build.zig.zon." },
  DEPENDENCY_INVALID: {
    exit: "usage",
    means: "What should be written into build.zig.zon is not a dependency.",
  },
} as const;

export const zonError = errorFamily(zonCodes);
