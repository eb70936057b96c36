import type { Manifest } from "../zon/index.ts";

/** What work on a package leaves at its top: the repository's history, what Zig builds, and what is fetched for it. */
export const workFolders: ReadonlySet<string> = new Set([
  ".git",
  ".hg",
  ".svn",
  ".jj",
  ".zig-cache",
  "zig-out",
  "zig-pkg",
]);

/** True where `.paths` name no file, but the whole folder: `.{ "" }`, as `zig init --minimal` writes it. */
export function meansEverything({ paths }: Manifest): boolean {
  return paths.some((path) => path.length === 0 || path.toString("latin1") === ".");
}

/** The work folders that `.paths` ask for by their names. */
export function namedWorkFolders({ paths }: Manifest): string[] {
  const named = new Set(paths.map((path) => path.toString("latin1").split("/", 1)[0] ?? ""));
  return [...workFolders].filter((name) => named.has(name));
}
