import { isAbsolute, posix, relative, resolve, sep } from "node:path";
import { type Address, parseAddress } from "../fetch/index.ts";
import { installError } from "./errors.ts";

/** What `add` is asked for. */
export type Spec =
  | { readonly kind: "address"; readonly address: Address; readonly text: string }
  /** Relative to the project, with `/`. */
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "name"; readonly name: string; readonly range: string | undefined };

/**
 * Reads a word of `pantry add`: an address (`https://…`, `git+https://…#ref`, `github:owner/repo@ref`), a path
 * (`./x`, `../x`, `/x`), or the name of a package in the registry with or without a range (`httpz@^0.3`).
 * `folder` is where it was typed, since paths are relative to that. Throws ADDRESS_*, DEPENDENCY_NAME.
 */
export function parseSpec(text: string, folder: string, root: string): Spec {
  if (/^[a-z0-9+.-]+:/i.test(text) && !isWindowsPath(text) && !text.startsWith("zig:")) {
    return { kind: "address", address: parseAddress(text, { adopted: false }), text };
  }
  if (/^\.{0,2}[/\\]/.test(text) || text === "." || text === ".." || isAbsolute(text)) {
    return { kind: "path", path: projectPath(resolve(folder, text), root) };
  }
  const [, name, range] = /^(?:zig:)?([A-Za-z0-9_]+)(?:@(.+))?$/.exec(text) ?? [];
  if (name === undefined) {
    throw installError("DEPENDENCY_NAME", {
      message: `\`${text}\` is no package name, address or path`,
      hint: "write `name`, `name@^1.2`, `https://…/x.tar.gz`, `git+https://…#ref`, `github:owner/repo@ref` or `./path`",
    });
  }
  return { kind: "name", name, range };
}

function projectPath(absolute: string, root: string): string {
  const path = relative(root, absolute).split(sep).join("/");
  if (path === "") {
    throw installError("DEPENDENCY_NAME", { message: "a project cannot depend on itself" });
  }
  return posix.normalize(path);
}

function isWindowsPath(text: string): boolean {
  return /^[a-z]:[\\/]/i.test(text);
}
