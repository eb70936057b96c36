import { commandLineCodes } from "../command-line/index.ts";
import { type ExitKind, errorFamily } from "../errors.ts";

export const cliCodes = {
  ...commandLineCodes,
  INIT_TAKEN: { exit: "failed", means: "`init` found a project there, and overwrites nothing." },
  NOBODY_TO_ASK: { exit: "usage", means: "Something must be asked, and there is no terminal to ask at." },
  TOKEN_UNCLEAR: { exit: "failed", means: "No token, or more than one, has the key that was given." },
  REGISTRY_UNCONFIRMED: {
    exit: "denied",
    means: "Only the project names the registry, so nothing secret is sent to it unasked.",
  },
  PUBLISH_OFFLINE: { exit: "network", means: "`publish` sends to a registry, and --offline asks nobody." },
  CANCELLED: { exit: "failed", means: "Somebody ended a question without an answer." },
  PATH_MISSING: { exit: "usage", means: "There is nothing at the path that was given." },
  ARCHIVE_UNKNOWN: { exit: "refused", means: "A file is no archive of a kind that Zig takes." },
  STORE_DAMAGED: { exit: "refused", means: "Files in the store are not what they were stored as." },
  PLACED_DAMAGED: { exit: "refused", means: "Placed packages do not have the contents that the lock names." },
} as const;

export const cliError = errorFamily(cliCodes);

/** Ends a command that has said on its own what it could not do: nothing is added but the exit code. */
export class SaidAlready extends Error {
  readonly exit: ExitKind;

  constructor(exit: ExitKind) {
    super("said already");
    this.exit = exit;
  }
}
