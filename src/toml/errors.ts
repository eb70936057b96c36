import { errorFamily } from "../errors.ts";

export const tomlCodes = {
  TOML_SYNTAX: { exit: "failed", means: "A file is not valid TOML." },
  TOML_CONFLICT: { exit: "failed", means: "A file has the markers of an unfinished merge." },
  TOML_ENCODING: { exit: "failed", means: "A file is not UTF-8 text." },
  TOML_TOO_LARGE: { exit: "refused", means: "A file is larger than Pantry reads of its kind." },
} as const;

export const tomlError = errorFamily(tomlCodes);
