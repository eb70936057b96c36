import { dirname, resolve } from "node:path";
import { isSystemError } from "../errors.ts";
import type { Disk } from "./disk.ts";
import { stagedPath, sweepStaged } from "./staged.ts";

export interface Replacement {
  readonly path: string;
  /** undefined removes the file. */
  readonly bytes: Uint8Array | undefined;
  /** Its permission bits, if it is to have others than those it has, or than a new file gets. */
  readonly mode?: number;
}

/**
 * Replaces several files, each as a whole, as nearly at once as a file system can:
 *
 * 1. follow links: the file that one leads to is replaced, in its own folder, and the link stays,
 * 2. write and flush all new contents beside the old ones,
 * 3. rename them in the order given, removals included,
 * 4. flush the folders.
 *
 * Where anything fails, all files are as they were. A kill between two renames leaves whole files of which the
 * first ones are new, so the caller puts last the one that the others serve. What it leaves staged is swept by the
 * next one to replace files there.
 */
export function replaceFiles(disk: Disk, asked: readonly Replacement[]): void {
  const replacements = asked.map((each) =>
    each.bytes === undefined ? each : { ...each, path: behindLinks(disk, each.path) },
  );
  const folders = new Set(replacements.map(({ path }) => dirname(path)));
  for (const folder of folders) sweepStaged(disk, folder);
  const befores = replacements.map(({ path }) => disk.readIfThere(path));
  const staged: { readonly path: string; readonly temporary: string | undefined }[] = [];
  let renamed = 0;
  try {
    for (const { path, bytes, mode } of replacements) {
      staged.push({ path, temporary: bytes && stage(disk, path, bytes, mode) });
    }
    for (const { path, temporary } of staged) {
      if (temporary !== undefined) disk.rename(temporary, path);
      else disk.removeTree(path);
      renamed += 1;
    }
  } catch (error) {
    for (const { temporary } of staged.slice(renamed))
      if (temporary !== undefined) disk.removeTree(temporary);
    for (const [index, { path }] of staged.slice(0, renamed).entries()) putBack(disk, path, befores[index]);
    throw error;
  }
  for (const folder of folders) disk.flushFolder(folder);
}

/**
 * Replaces one file as a whole: after a crash or a loss of power it has the old bytes or the new ones. With `mode`, it
 * has these permission bits from its first byte on; else those it had.
 */
export function writeWhole(disk: Disk, path: string, bytes: Uint8Array | string, mode?: number): void {
  const whole = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
  replaceFiles(disk, [{ path, bytes: whole, ...(mode === undefined ? {} : { mode }) }]);
}

/** The file that a path names when links are followed; what a link that leads nowhere names, where none is. */
function behindLinks(disk: Disk, path: string): string {
  if (disk.stat(path)?.kind !== "symlink") return path;
  try {
    return disk.realPath(path);
  } catch (error) {
    if (!isSystemError(error, "ENOENT")) throw error;
    // One step at a time: the last link names a file that is not there yet.
    const target = disk.readLink(path).toString();
    return behindLinks(disk, resolve(disk.realPath(dirname(path)), target));
  }
}

/** Writes the new contents beside the file, with its mode from the first byte on: what is secret is so at once. */
function stage(disk: Disk, path: string, bytes: Uint8Array, asked?: number): string {
  const temporary = stagedPath(path);
  const before = disk.stat(path);
  const mode = asked ?? (before?.kind === "file" ? before.mode : undefined);
  try {
    disk.create(temporary, bytes, { flush: true, ...(mode === undefined ? {} : { mode }) });
    // The process's umask may have taken bits away.
    if (mode !== undefined) disk.setMode(temporary, mode);
  } catch (error) {
    disk.removeTree(temporary);
    throw error;
  }
  return temporary;
}

function putBack(disk: Disk, path: string, before: Buffer | undefined): void {
  if (before === undefined) disk.removeTree(path);
  else disk.rename(stage(disk, path, before), path);
}
