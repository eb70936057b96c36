import { isUtf8 } from "node:buffer";
import { sep } from "node:path";

/**
 * A path as the file system sees it. Names inside packages need not be UTF-8, so whatever touches
 * package contents works on bytes; everything else uses strings.
 */
export type PathBytes = string | Buffer;

/** Joins a folder and a relative path. */
export function joinPath(folder: PathBytes, relative: PathBytes): PathBytes {
  const text = pathText(relative);
  if (typeof folder === "string" && typeof text === "string") return folder + sep + text;
  return Buffer.concat([Buffer.from(folder), Buffer.from(sep), Buffer.from(relative)]);
}

/** A string wherever the names can be one: that costs a quarter of bytes, and there is one for every file. */
export function pathText(path: PathBytes): PathBytes {
  return typeof path !== "string" && isUtf8(path) ? path.toString() : path;
}

/** The same for the same path, whether it comes as text or as bytes; no name contains a NUL. */
export function pathKey(path: PathBytes): string {
  const text = pathText(path);
  return typeof text === "string" ? text : `\0${text.toString("latin1")}`;
}
