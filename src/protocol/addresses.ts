import { protocolError } from "./errors.ts";
import { readHash } from "./hashes.ts";
import { isPackageName } from "./names.ts";
import { isVersion } from "./versions.ts";

/**
 * Every address of a registry, relative to its base address. They end up in build.zig.zon files, and so in
 * the hashes of the packages that depend on them: those for documents and archives never change.
 */
export const paths = {
  ping: "-/ping",
  whoami: "-/whoami",
  webLogin: "-/v1/login",
  tokens: "-/npm/v1/tokens",
  keys: "-/npm/v1/keys",
  search: "-/v1/search",
  advisories: "-/v1/advisories",
  npmAdvisories: "-/npm/v1/security/advisories/bulk",
  user: (name: string) => `-/user/org.couchdb.user:${part(name)}`,
  /** Signs out: the token ends. */
  session: (token: string) => `-/user/token/${part(token)}`,
  token: (key: string) => `-/npm/v1/tokens/token/${part(key)}`,
  /** The index document of a Zig package. */
  zigDocument: (name: string) => `-/zig/${part(name)}`,
  zigArchive: (name: string, version: string) => `-/zig/${part(name)}/${part(`${name}-${version}`)}.tar.gz`,
  zigByHash: (hash: string) => `-/zig/by-hash/${part(hash)}.tar.gz`,
  /** Where a version is published. */
  zigVersion: (name: string, version: string) => `-/zig/${part(name)}/${part(version)}`,
  zigYank: (name: string, version: string) => `-/zig/${part(name)}/${part(version)}/yank`,
  /** What is said to those who use a version: a form with its `message`. */
  zigDeprecation: (name: string, version: string) => `-/zig/${part(name)}/${part(version)}/deprecation`,
  /** Who may read the package: a form with its `access`. */
  zigAccess: (name: string) => `-/zig/${part(name)}/access`,
  zigOwners: (name: string) => `-/zig/${part(name)}/owners`,
  zigOwner: (name: string, user: string) => `-/zig/${part(name)}/owners/${part(user)}`,
} as const;

/** An address of a registry: `addressOf("https://zig.example/", paths.ping)`. The base is one that `registryBase` made. */
export function addressOf(base: string, path: string): string {
  return base + path;
}

/**
 * The base address of a registry in its one spelling, with a slash at the end.
 * Throws ADDRESS_INVALID for what is not http(s), or carries credentials, a query or a fragment.
 */
export function registryBase(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:") || url.hostname === "") {
    throw refuse(
      text,
      "it is not an http or https address",
      "write it as https://host/ or http://host:port/",
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw refuse(
      url.host,
      "it carries credentials",
      "leave them out of the address, and sign in with `pantry login`",
    );
  }
  if (url.search !== "" || url.hash !== "" || text.includes("?") || text.includes("#")) {
    throw refuse(text, "it has a query or a fragment", "leave out everything from the ? or #");
  }
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
}

/** What a path below `-/zig/` names. */
export type ZigPath =
  | { readonly kind: "document"; readonly name: string }
  | { readonly kind: "archive"; readonly name: string; readonly version: string }
  | { readonly kind: "by-hash"; readonly hash: string };

/**
 * Reads a path as `paths` writes it (also with `+` for `%2B`), without the query. Undefined for every other.
 * What it returns has been checked: names, versions and hashes are ones that Zig takes.
 */
export function readZigPath(path: string): ZigPath | undefined {
  const match = /^-\/zig\/([^/]+)(?:\/([^/]+)\.tar\.gz)?$/.exec(path);
  const name = decoded(match?.[1]);
  const file = decoded(match?.[2]);
  if (name === undefined) return undefined;
  if (name === "by-hash") {
    return file !== undefined && readHash(file) !== undefined ? { kind: "by-hash", hash: file } : undefined;
  }
  if (!isPackageName(name)) return undefined;
  if (match?.[2] === undefined) return { kind: "document", name };
  if (file === undefined || !file.startsWith(`${name}-`)) return undefined;
  const version = file.slice(name.length + 1);
  return isVersion(version) ? { kind: "archive", name, version } : undefined;
}

/**
 * Percent-encodes one part of a path. `+` becomes `%2B`: some stores and proxies read a bare one as a space.
 * `:` and `@` stay, as npm's clients send them.
 */
function part(text: string): string {
  return encodeURIComponent(text).replaceAll("%3A", ":").replaceAll("%40", "@");
}

function decoded(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function refuse(address: string, why: string, hint: string) {
  return protocolError("ADDRESS_INVALID", {
    message: `cannot use \`${address}\` as the address of a registry: ${why}`,
    hint,
  });
}
