import { errorFamily } from "../errors.ts";

export const fetchCodes = {
  ADDRESS_INVALID: { exit: "failed", means: "The text is no address that can be fetched from." },
  ADDRESS_SCHEME: { exit: "failed", means: "Zig packages are fetched by https and git+https only." },
  ADDRESS_REF: {
    exit: "failed",
    means: "The git ref or commit in the address cannot exist or is abbreviated.",
  },
  ADDRESS_CREDENTIALS: { exit: "refused", means: "The address carries a user name or password." },
  ADDRESS_PLAIN_HTTP: { exit: "refused", means: "Plain http is taken from loopback only." },

  FETCH_OFFLINE: { exit: "network", means: "Something had to be fetched while offline." },
  FETCH_CLOSED: { exit: "failed", means: "The fetch was stopped before it was done." },
  FETCH_CONNECTION: { exit: "network", means: "The server could not be reached, or hung up." },
  FETCH_PROXY: { exit: "network", means: "The proxy that the environment names cannot be used." },
  FETCH_CA: { exit: "failed", means: "A file of certificate authorities cannot be used." },
  FETCH_TLS: { exit: "network", means: "The server's certificate or TLS is not acceptable." },
  FETCH_TIMEOUT: { exit: "network", means: "The server took too long." },
  FETCH_CUT: { exit: "network", means: "Less arrived than the server had announced." },
  FETCH_STATUS: { exit: "network", means: "The server answered with another status than 200." },
  FETCH_DENIED: { exit: "denied", means: "The server wants a sign-in (401, 403)." },
  FETCH_RESPONSE: { exit: "network", means: "The answer is not proper HTTP, or encoded in an unknown way." },
  FETCH_REDIRECTS: { exit: "network", means: "The server redirected too often." },
  FETCH_UNSAFE_REDIRECT: {
    exit: "refused",
    means: "The server redirected to where nothing may be fetched from.",
  },
  FETCH_TOO_LARGE: { exit: "refused", means: "More bytes than Pantry fetches." },
  FETCH_NOT_ARCHIVE: { exit: "failed", means: "What came is a web page or of no kind that Zig unpacks." },
  FETCH_WRONG_KIND: { exit: "refused", means: "The bytes are of another kind than the server said." },

  GIT_NOT_INSTALLED: { exit: "failed", means: "There is no git program." },
  GIT_UNREACHABLE: { exit: "network", means: "The git server could not be reached, or hung up." },
  GIT_TIMEOUT: { exit: "network", means: "The git server took too long." },
  GIT_NO_REPOSITORY: { exit: "failed", means: "There is no git repository at the address." },
  GIT_PRIVATE: { exit: "denied", means: "The git server asks for a user name and password." },
  GIT_REF_NOT_FOUND: { exit: "failed", means: "The repository has no such branch or tag." },
  GIT_COMMIT_NOT_FOUND: { exit: "failed", means: "The repository has, or gives out, no such commit." },
  GIT_NOT_A_COMMIT: { exit: "failed", means: "The ref or id names something other than a commit." },
  GIT_SHA256: { exit: "failed", means: "The repository names its objects by SHA-256." },
  GIT_MOVED: { exit: "refused", means: "The git server redirected to where nothing may be fetched from." },
  GIT_TREE: { exit: "refused", means: "The commit holds something that Zig would not check out." },
  GIT_TOO_LARGE: { exit: "refused", means: "The commit is larger than Pantry fetches." },
  GIT_FAILED: { exit: "failed", means: "git failed in a way that has no code of its own." },
} as const;

export const fetchError = errorFamily(fetchCodes);

export type FetchErrorCode = keyof typeof fetchCodes;
