import { errorFamily } from "../errors.ts";

export const commandLineCodes = {
  USAGE: { exit: "usage", means: "The command line is not one that Pantry understands." },
} as const;

export const commandLineError = errorFamily(commandLineCodes);
