import type { PantryError } from "../../errors.ts";
import { type FetchErrorCode, fetchError } from "../errors.ts";
import { printable } from "../redact.ts";
import { PassingFailure } from "../retry.ts";

/** What git said on stderr, in our words. `shown` is the repository's address. */
export function gitFailure(stderr: string, shown: string): PassingFailure | PantryError {
  // What the address is called says nothing of what went wrong.
  const told = stderr.replace(/'https?:[^']*'/g, "''");
  const rule = rules.find(({ when }) => when.test(told));
  const said = saidBy(stderr);
  if (rule === undefined) {
    return fetchError("GIT_FAILED", { message: `git could not fetch from ${shown}: ${said}` });
  }
  const details = { message: `${shown} ${rule.says}`, hint: rule.hint, cause: new Error(said) };
  return rule.passes === true ? new PassingFailure(rule.code, details) : fetchError(rule.code, details);
}

/** True where the server knows the commit, or may, and gives out only what its refs point to. */
export function givesOutRefsOnly(stderr: string): boolean {
  return /does not allow request for unadvertised|want [0-9a-f]+ not valid/i.test(stderr);
}

/** True where the server says that it has no such commit. */
export function hasNoSuchCommit(stderr: string): boolean {
  return /not our ref|unadvertised object|no such remote ref|did not find object/i.test(stderr);
}

interface Rule {
  readonly when: RegExp;
  readonly code: FetchErrorCode;
  readonly says: string;
  readonly hint: string;
  readonly passes?: boolean;
}

const rules: readonly Rule[] = [
  {
    when: /CONNECT tunnel failed|from proxy after CONNECT|resolve proxy/i,
    code: "FETCH_PROXY",
    says: "is behind a proxy that does not let through",
    hint: "check HTTPS_PROXY, NO_PROXY and git's http.proxy",
  },
  {
    when: /could not read (Username|Password)|terminal prompts disabled|Authentication failed|(error:|HTTP) 40[13]/i,
    code: "GIT_PRIVATE",
    says: "asks for a user name and password",
    hint: "it is private, or does not exist: forges ask for both. Check its name; plain `zig` cannot fetch private repositories either",
  },
  {
    when: /repository '.*' not found|not valid: is this a git repository|(error:|HTTP) (404|410)|dumb http transport/i,
    code: "GIT_NO_REPOSITORY",
    says: "is no git repository",
    hint: "check the address: it is the one that `git clone` takes, with git+ in front",
  },
  {
    when: /mismatched algorithms|unknown object format|unsupported object format/i,
    code: "GIT_SHA256",
    says: "names its objects by SHA-256, which Pantry does not fetch",
    hint: "give an https:// address of an archive instead",
  },
  {
    when: /transport '.*' not allowed|protocol .* (not supported|disabled)|unable to update url base from redirection|(error:|HTTP) 30\d/i,
    code: "GIT_MOVED",
    says: "redirects to where nothing may be fetched from",
    hint: "give the address that the repository has now, by git+https",
  },
  {
    when: /SSL|certificate|TLS/,
    code: "FETCH_TLS",
    says: "offers no safe connection",
    hint: "for a certificate authority of your own, set http.sslCAInfo in git's configuration",
  },
  {
    when: /Operation too slow|timed out/i,
    code: "GIT_TIMEOUT",
    says: "took too long",
    hint: "try again; if it stays so, the server has trouble",
    passes: true,
  },
  {
    when: /Could not resolve host|connect to|refused|reset|early EOF|RPC failed|disconnect|hung up|Empty reply|transfer closed|failure when receiving|(error:|HTTP) (429|5\d\d)|expected flush|invalid index-pack|bad line length/i,
    code: "GIT_UNREACHABLE",
    says: "could not be reached, or hung up",
    hint: "check the network and the proxy settings (HTTPS_PROXY, git's http.proxy), or try again later",
    passes: true,
  },
];

/** The lines in which git says what went wrong; the others tell of progress. */
function saidBy(stderr: string): string {
  const lines = stderr.split(/[\r\n]+/).filter((line) => /^(fatal|error|remote):/.test(line));
  return printable(
    withoutUserInfo((lines.length === 0 ? stderr : lines.join("; ")) || "it said nothing"),
    400,
  );
}

/** A proxy's address may carry a password. */
function withoutUserInfo(text: string): string {
  return text.replace(/\/\/[^/\s]*@/g, "//…@");
}
