import { errorFamily } from "../errors.ts";

/** A registry's own refusals keep the codes that it sends; these are the client's. */
export const clientCodes = {
  REGISTRY_UNREACHABLE: { exit: "network", means: "Nobody answers at the registry's address." },
  REGISTRY_OFFLINE: { exit: "network", means: "The registry had to be asked while offline." },
  REGISTRY_ANSWER: { exit: "network", means: "What answered does not talk as a registry does." },
  REGISTRY_MOVED: { exit: "failed", means: "The registry redirects what may not be redirected." },
  REGISTRY_LIES: {
    exit: "refused",
    means: "A registry's answers contradict each other, or what was sent to it.",
  },
  REGISTRY_REFUSED: { exit: "failed", means: "The registry refuses, and gives no reason that has a code." },
  TOKEN_UNUSABLE: { exit: "denied", means: "The token cannot stand in a request." },
  PACKAGE_NAME_INVALID: { exit: "usage", means: "No package can have such a name." },
  VERSION_UNKNOWN: { exit: "failed", means: "The registry has no such version." },
} as const;

export const clientError = errorFamily(clientCodes);
