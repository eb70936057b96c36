import { errorFamily } from "../errors.ts";

export const configCodes = {
  HOME_INVALID: { exit: "usage", means: "PANTRY_HOME is no absolute path." },
  SETTING_FLAG: { exit: "usage", means: "A flag has a value that its setting cannot have." },
  SETTING_ENVIRONMENT: {
    exit: "usage",
    means: "A PANTRY_* variable has a value that its setting cannot have.",
  },
  CONFIG_INVALID: {
    exit: "failed",
    means: "The user's config.toml has a key or a value that Pantry does not know.",
  },
  CREDENTIALS_INVALID: { exit: "failed", means: "The user's credentials.toml is not what Pantry wrote." },
  CREDENTIALS_EXPOSED: { exit: "refused", means: "Other users of this machine can read credentials.toml." },
  TOKEN_INVALID: { exit: "denied", means: "A token has characters that no token has." },
  TOKEN_UNPAIRED: { exit: "denied", means: "A project's .env has a token, but not the registry it is for." },
  SETTING_UNKNOWN: { exit: "usage", means: "There is no setting of that name." },
  SETTING_VALUE: { exit: "usage", means: "A setting cannot have that value." },
} as const;

export const configError = errorFamily(configCodes);
