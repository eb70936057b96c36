import type { PantryError } from "../errors.ts";
import { fetchError } from "./errors.ts";
import { fetchLimits } from "./limits.ts";
import { isLoopback } from "./loopback.ts";
import { shownAddress } from "./redact.ts";

export interface ArchiveAddress {
  readonly kind: "archive";
  /** As it was written. */
  readonly url: string;
}

export interface GitAddress {
  readonly kind: "git";
  /** `git+https://host/repo`, without query and fragment. */
  readonly url: string;
  /** A branch, a tag or a full ref name, as it was asked for. */
  readonly ref: string | undefined;
  /** 40 lower-case hexadecimal digits. */
  readonly commit: string | undefined;
}

/** Where a package that is in no registry comes from. */
export type Address = ArchiveAddress | GitAddress;

export interface AddressOptions {
  /** The address stands in a build.zig.zon, beside a hash that will be checked: plain http is taken from anywhere. */
  readonly adopted: boolean;
}

/**
 * Reads an address as people write it and as it stands in a build.zig.zon: `https://…`,
 * `git+https://…[?ref=REF][#COMMIT or #REF]`, `github:owner/repo[@ref]`, and the first two over plain http
 * where that is allowed. Of a query and a fragment that both name a ref, the fragment wins, as it does for Zig.
 *
 * Throws ADDRESS_*; no message repeats user info.
 */
export function parseAddress(text: string, options: AddressOptions): Address {
  refuseOddCharacters(text);
  if (/^github:/i.test(text)) return parseGithub(text.slice("github:".length));
  const { scheme, url } = split(text);
  if (url.username !== "" || url.password !== "" || /^[^:]*:\/\/[^/?#]*@/.test(text)) {
    throw fetchError("ADDRESS_CREDENTIALS", {
      message: `the address on ${url.host} carries a user name or password`,
      hint: "take it out: an address is written into build.zig.zon, and with it into the package hash",
    });
  }
  if (url.protocol === "http:" && !isLoopback(url) && !options.adopted) {
    throw fetchError("ADDRESS_PLAIN_HTTP", {
      message: `${shownAddress(text)} is plain http, which anybody on the way can change`,
      hint: `use ${scheme === "http" ? "https" : "git+https"}://`,
    });
  }
  return scheme.startsWith("git+") ? parseGit(text, options) : { kind: "archive", url: text };
}

/** The address as it stands in a build.zig.zon, as `zig fetch --save` writes it. */
export function formatAddress(address: Address): string {
  if (address.kind === "archive") return address.url;
  const { url, ref, commit } = address;
  if (commit === undefined) return ref === undefined ? url : `${url}#${encodeRef(ref)}`;
  return ref === undefined ? `${url}#${commit}` : `${url}?ref=${encodeRef(ref)}#${commit}`;
}

/** Zig's parser of addresses knows ASCII only, and what two parsers read differently is no address to trust. */
function refuseOddCharacters(text: string): void {
  if (/^[!-~]+$/.test(text) && !text.includes("\\")) return;
  throw fetchError("ADDRESS_INVALID", {
    message: `\`${shownAddress(text)}\` is no address: ${text === "" ? "it is empty" : "it has characters that no address has"}`,
    hint: "spaces and characters beyond ASCII are percent-encoded in an address",
  });
}

/** The lower-case scheme, and the address as a URL without `git+`. */
function split(text: string): { scheme: string; url: URL } {
  const match = /^([a-z][a-z0-9+.-]*):(.*)$/i.exec(text);
  const scheme = match?.[1]?.toLowerCase() ?? "";
  const rest = match?.[2] ?? "";
  if (scheme === "" || !/^(git\+)?https?$/.test(scheme)) throw unknownScheme(text, scheme);
  const plain = `${scheme.replace("git+", "")}:${rest}`;
  if (!/^\/\/[^/?#]/.test(rest) || !URL.canParse(plain)) {
    throw fetchError("ADDRESS_INVALID", {
      message: `\`${shownAddress(text)}\` is no address`,
      hint: `it should look like ${scheme}://host/path`,
    });
  }
  return { scheme, url: new URL(plain) };
}

function unknownScheme(text: string, scheme: string): PantryError {
  const shown = shownAddress(text);
  // `git@host:owner/repo` is how git itself abbreviates ssh.
  const way = scheme === "" && /^[^/]+@[^/]+:/.test(text) ? "ssh" : scheme;
  const hint =
    schemeHints.get(way) ?? "packages come by https:// (archives), git+https:// or github:owner/repo";
  if (way === "") return fetchError("ADDRESS_INVALID", { message: `\`${shown}\` is no address`, hint });
  return fetchError("ADDRESS_SCHEME", {
    message: `\`${shown}\` cannot be fetched: neither Zig nor Pantry fetches by ${way}`,
    hint,
  });
}

const schemeHints: ReadonlyMap<string, string> = new Map([
  ["npm", "npm itself gets its packages, from a registry of Pantry too: `npm install NAME --registry URL`"],
  ["file", "for a package on this machine, give its path: ./path/to/package"],
  ["ftp", "give an https:// address of the same archive"],
  ["ssh", "give the repository's git+https:// address"],
  ["git+ssh", "give the repository's git+https:// address"],
  ["git", "give the repository's git+https:// address"],
  ["s3", "give the https:// address of the object"],
]);

function parseGithub(rest: string): GitAddress {
  const match = /^([a-z0-9][a-z0-9-]*)\/([a-z0-9._-]+?)(?:\.git)?(?:@(.+))?$/i.exec(rest);
  const [, owner, repository, ref] = match ?? [];
  if (owner === undefined || repository === undefined || /^\.+$/.test(repository)) {
    throw fetchError("ADDRESS_INVALID", {
      message: `\`github:${shownAddress(rest)}\` names no repository`,
      hint: "it should look like github:owner/repo or github:owner/repo@v1.0.0",
    });
  }
  const target = ref === undefined ? { ref: undefined, commit: undefined } : refOrCommit(ref);
  return { kind: "git", url: `git+https://github.com/${owner}/${repository}`, ...target };
}

function parseGit(text: string, options: AddressOptions): GitAddress {
  const [, url = "", query, fragment] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/.exec(text) ?? [];
  const ref = query === undefined ? undefined : refOfQuery(text, query, options);
  if (fragment === undefined) return { kind: "git", url, ref, commit: undefined };
  const target = refOrCommit(decoded(text, fragment));
  return { kind: "git", url, ref: target.ref ?? ref, commit: target.commit };
}

/** Zig looks at no query when it fetches, and so ignores others; from somebody who types, one is a mistake. */
function refOfQuery(text: string, query: string, options: AddressOptions): string | undefined {
  for (const part of query.split("&")) {
    if (part.startsWith("ref=")) return checkedRef(decoded(text, part.slice("ref=".length)));
    if (part !== "" && !options.adopted) {
      throw fetchError("ADDRESS_INVALID", {
        message: `\`${shownAddress(text)}\` has a query that a git address does not have`,
        hint: "name a branch or tag by ?ref=NAME or #NAME, a commit by #COMMIT",
      });
    }
  }
  return undefined;
}

function decoded(text: string, part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw fetchError("ADDRESS_INVALID", {
      message: `\`${shownAddress(text)}\` is no address: a percent sign is followed by no UTF-8`,
    });
  }
}

function refOrCommit(text: string): Pick<GitAddress, "ref" | "commit"> {
  if (/^[0-9a-f]{64}$/i.test(text)) {
    throw fetchError("GIT_SHA256", {
      message: `${text} is a commit of a repository that uses SHA-256, which Pantry does not fetch`,
      hint: "give an https:// address of an archive instead",
    });
  }
  if (/^[0-9a-f]{40}$/i.test(text)) return { ref: undefined, commit: text.toLowerCase() };
  return { ref: checkedRef(text), commit: undefined };
}

/** What git itself takes as a ref name (git check-ref-format), so that nothing here can be read as an option or a pattern. */
function checkedRef(ref: string): string {
  const forbidden = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|[/.]$|^@$|(^|\/)\.|\.lock(\/|$)|^$/;
  if (!forbidden.test(ref) && Buffer.byteLength(ref) <= fetchLimits.refBytes) return ref;
  throw fetchError("ADDRESS_REF", {
    message: `\`${shownAddress(ref)}\` is no name that a git branch or tag can have`,
    hint: "name a branch, a tag, or a commit by its 40 digits",
  });
}

/** As little escaped as both a query and a fragment allow, as Zig keeps it: `v1.0.0+build` and `feature/x` stay. */
function encodeRef(ref: string): string {
  return encodeURIComponent(ref).replace(/%(2F|3A|40|2B|2C|24|3B|3D)/g, decodeURIComponent);
}
