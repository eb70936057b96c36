import { isNpmName } from "./npm-names.ts";

/** What the addresses of attestations begin with. */
export const attestationsPath = "-/npm/v1/attestations/";

/** Addresses of npm packages, relative to the registry's base address, as npm's registry has them. */
export const npmPaths = {
  document: (name: string) => name.replace("/", "%2f"),
  tarball: (name: string, version: string) => `${name}/-/${npmTarballFile(name, version)}`,
  attestations: (name: string, version: string) =>
    `${attestationsPath}${name.replace("/", "%2f")}@${version}`,
} as const;

/** The file that a version is downloaded as: `name-1.0.0.tgz`, without the scope. */
export function npmTarballFile(name: string, version: string): string {
  return `${name.slice(name.indexOf("/") + 1)}-${version}.tgz`;
}

/** The version in the name of a package's tarball; undefined where it is none of this package. */
export function versionInTarballFile(name: string, file: string): string | undefined {
  const prefix = npmTarballFile(name, "").slice(0, -".tgz".length);
  return file.startsWith(prefix) && file.endsWith(".tgz")
    ? file.slice(prefix.length, -".tgz".length)
    : undefined;
}

/** What a path that is not below `-/` names for npm's clients. */
export type NpmPath =
  | { readonly kind: "document"; readonly name: string }
  | { readonly kind: "version"; readonly name: string; readonly versionOrTag: string }
  | { readonly kind: "tarball"; readonly name: string; readonly file: string };

/**
 * Reads a path without the query, the slash before it taken off. A scoped name comes as `@s/n`, `@s%2fn` and `@s%2Fn`, and
 * whoever joins addresses may leave a slash at the end.
 * Undefined for every other path; the names that it gives have been checked.
 */
export function readNpmPath(path: string): NpmPath | undefined {
  const match = /^(@[^/]+\/[^/]+|[^/@][^/]*)(?:\/-\/([^/]+)|\/([^/]+))?\/?$/.exec(decoded(path));
  const [, name, file, versionOrTag] = match ?? [];
  if (name === undefined || name === "-" || !isNpmName(name)) return undefined;
  if (file !== undefined) return { kind: "tarball", name, file };
  return versionOrTag === undefined ? { kind: "document", name } : { kind: "version", name, versionOrTag };
}

/** The path with a scoped package in its one spelling, `@s%2fn`, so that its name is one part of it. */
export function withScopeInOnePart(url: string): string {
  return url.replace(
    /^(\/(?:-\/(?:package|npm\/v1\/attestations)\/)?)(?:@|%40)([^/?%]+)(?:\/|%2f)/i,
    "$1@$2%2f",
  );
}

function decoded(path: string): string {
  if (!path.includes("%")) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return "";
  }
}
