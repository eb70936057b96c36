import { isUtf8 } from "node:buffer";
import { sep } from "node:path";

/**
 * A path as the file system sees it. Names inside packages need not be UTF-8, so whatever touches
 * package contents works on bytes; everything else uses strings.
 */
export type PathBytes = string | Buffer;

/**
 * Joins a folder and a relative path. A string wherever the names can be one: that costs a quarter of bytes, and there
 * is one for every file.
 */
export function joinPath(folder: PathBytes, relative: PathBytes): PathBytes {
  if (typeof folder === "string") {
    if (typeof relative === "string") return folder + sep + relative;
    if (isUtf8(relative)) return folder + sep + relative.toString();
  }
  return Buffer.concat([Buffer.from(folder), Buffer.from(sep), Buffer.from(relative)]);
}
