import { errorFamily } from "../errors.ts";

export const cliCodes = {
  USAGE: { exit: "usage", means: "The command line is not one that Pantry understands." },
  INIT_TAKEN: { exit: "failed", means: "`init` found a project there, and overwrites nothing." },
} as const;

export const cliError = errorFamily(cliCodes);
