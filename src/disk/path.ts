import { sep } from "node:path";

/**
 * A path as the file system sees it. Names inside packages need not be UTF-8, so whatever touches
 * package contents works on bytes; everything else uses strings.
 */
export type PathBytes = string | Buffer;

/** Joins a folder and a relative path. Stays a string as long as both are strings. */
export function joinPath(folder: PathBytes, relative: PathBytes): PathBytes {
  if (typeof folder === "string" && typeof relative === "string") return folder + sep + relative;
  return Buffer.concat([Buffer.from(folder), Buffer.from(sep), Buffer.from(relative)]);
}
