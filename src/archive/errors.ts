import { errorFamily, type PantryError } from "../errors.ts";

export const archiveCodes = {
  ARCHIVE_DAMAGED: {
    exit: "refused",
    means:
      "An archive is cut or damaged: it breaks the rules of its format, or one of its own checksums is wrong.",
  },
  ARCHIVE_UNREADABLE: {
    exit: "refused",
    means: "An archive uses something that Zig 0.16 does not read, though another program may.",
  },
  ARCHIVE_LIMIT: { exit: "refused", means: "An archive is larger than Pantry unpacks." },
} as const;

export const archiveError = errorFamily(archiveCodes);

/** `what` is the part that is wrong, e.g. "the gzip stream ends too early". */
export function damaged(what: string, cause?: unknown): PantryError {
  return archiveError("ARCHIVE_DAMAGED", {
    message: `the archive is cut or damaged: ${what}`,
    hint: "fetch it again; if it comes the same way, tell whoever publishes it",
    cause,
  });
}

/** `what` is what Zig does not read, e.g. "it needs a window of 128 MiB". */
export function unreadable(what: string, hint = "ask its publisher for a plain .tar.gz"): PantryError {
  return archiveError("ARCHIVE_UNREADABLE", {
    message: `Zig 0.16 does not read this archive: ${what}`,
    hint,
  });
}
