import { errorFamily } from "../errors.ts";

export const projectCodes = {
  LOCK_INVALID: { exit: "failed", means: "pantry.lock says something that cannot be." },
  LOCK_NEWER: { exit: "failed", means: "pantry.lock was written by a newer Pantry." },
  SETTINGS_INVALID: { exit: "failed", means: "pantry.toml has a key or a value that Pantry does not know." },
  SETTINGS_FORBIDDEN: { exit: "refused", means: "pantry.toml sets what no project may set." },
} as const;

export const projectError = errorFamily(projectCodes);
