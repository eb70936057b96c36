import { nameLength, versionLength } from "./limits.ts";

/** True for what may be the name of a package upstream: npm's rules of today, and the capital letters of before. */
export function isAskable(name: string): boolean {
  return name.length <= nameLength && /^(?:@[a-z0-9~-][\w.~-]*\/)?[A-Za-z0-9~-][\w.~-]*$/.test(name);
}

/** `@acme` of `@acme/tool`. */
export function scopeOf(name: string): string | undefined {
  return name.startsWith("@") ? name.slice(0, name.indexOf("/")) : undefined;
}

/** `NAME/-/FILE`, where npm's registry and ours have the tarball of a version. */
export function tarballPath(name: string, version: string): string {
  return `${name}/-/${unscoped(name)}-${version}.tgz`;
}

/** The version whose tarball has this name. Undefined for every other file. */
export function versionOfFile(name: string, file: string): string | undefined {
  const start = `${unscoped(name)}-`;
  if (!file.startsWith(start) || !file.endsWith(".tgz")) return undefined;
  const version = file.slice(start.length, -".tgz".length);
  return isVersionText(version) ? version : undefined;
}

/** True for what may stand for a version in an address. Whether it is one, the document says. */
export function isVersionText(text: string): boolean {
  return text.length <= versionLength && /^\d[\w.+-]*$/.test(text);
}

function unscoped(name: string): string {
  return name.slice(name.indexOf("/") + 1);
}
