import { constants } from "node:fs";
import * as fs from "node:fs/promises";
import { dirname, join } from "node:path";
import { isSystemError, PantryError } from "../src/errors.ts";
import { blobKey, blobsIn } from "./blobs/index.ts";
import { closeDataFolder, openDataFolder, placesIn } from "./data-folder.ts";
import { registryError } from "./errors.ts";
import { copySqlite } from "./metadata/index.ts";

/**
 * Copies a data folder while a registry works on it.
 *
 * 1. The database as it is at one moment. Every version in it had its bytes among the blobs before.
 * 2. The blobs that are there after that: as links where the file system has them, since a blob never changes.
 *    Documents that were replaced meanwhile may be missing; they are made again when they are asked for.
 * 3. The keys, the settings and the advisories.
 *
 * The folder gets its name once it is whole. Throws BACKUP_TARGET_TAKEN and SETTINGS_INVALID.
 */
export async function backUp(dataFolder: string, target: string): Promise<{ readonly blobCount: number }> {
  return fillNew(target, async (partial) => {
    copySqlite(placesIn(dataFolder).metadata, placesIn(partial).metadata);
    const blobCount = await copyBlobs(dataFolder, partial, linkOrCopy);
    await copyRest(dataFolder, partial);
    return { blobCount };
  });
}

/**
 * Makes a data folder from a backup. Nothing is linked, so that neither can spoil the other; only files and folders
 * are taken; every blob is held against its key, and every one that is nowhere else must be there. Throws
 * BACKUP_TARGET_TAKEN, BACKUP_DAMAGED, and SETTINGS_INVALID also where a newer Pantry made it.
 */
export async function restore(source: string, dataFolder: string): Promise<{ readonly blobCount: number }> {
  return fillNew(dataFolder, async (partial) => {
    const [from, to] = [placesIn(source), placesIn(partial)];
    for (const key of ["metadata", "keys"] as const) {
      if ((await ifThere(isFolder(from[key]))) === undefined) throw damaged(`${from[key]} is not there`);
    }
    copySqlite(from.metadata, to.metadata);
    const blobCount = await copyBlobs(source, partial, copyChecked);
    await copyPlain(from.keys, to.keys);
    for (const key of ["settings", "advisories"] as const) {
      if ((await ifThere(fs.lstat(from[key]))) !== undefined) await copyPlain(from[key], to[key]);
    }
    await checkRestored(partial, source);
    return { blobCount };
  });
}

/** Fills a folder beside the target, and gives it the target's name at the end. */
async function fillNew<T>(target: string, fill: (partial: string) => Promise<T>): Promise<T> {
  const partial = `${target}.partial`;
  try {
    if (((await ifThere(fs.readdir(target))) ?? []).length > 0) {
      throw registryError("BACKUP_TARGET_TAKEN", {
        message: `${target} is not empty, and nothing is ever overwritten`,
        hint: "name a folder that is not there yet",
      });
    }
    // What a kill left.
    await fs.rm(partial, { recursive: true, force: true });
    await fs.mkdir(partial, { recursive: true, mode: 0o700 });
    const result = await fill(partial);
    await fs.rm(target, { recursive: true, force: true });
    await fs.rename(partial, target);
    return result;
  } catch (error) {
    await fs.rm(partial, { recursive: true, force: true }).catch(() => undefined);
    if (error instanceof PantryError || !isSystemError(error)) throw error;
    throw registryError("SETTINGS_INVALID", {
      message: `cannot fill ${target}: ${error.message}`,
      hint: isSystemError(error, "ENOSPC", "EDQUOT")
        ? "make room there, or name another place"
        : "name a folder that is not there yet, in one that can be written",
      cause: error,
    });
  }
}

async function copyBlobs(
  from: string,
  to: string,
  copy: (source: string, target: string, key: string) => Promise<void>,
): Promise<number> {
  const [sourceFolder, targetFolder] = [placesIn(from).blobs, placesIn(to).blobs];
  let count = 0;
  for await (const key of blobsIn(sourceFolder)) {
    const place = join(key.slice(0, 2), key);
    await fs.mkdir(dirname(join(targetFolder, place)), { recursive: true, mode: 0o700 });
    // A document may have been replaced since it was listed.
    const copied = await ifThere(
      copy(join(sourceFolder, place), join(targetFolder, place), key).then(() => 1),
    );
    count += copied ?? 0;
  }
  return count;
}

async function linkOrCopy(source: string, target: string): Promise<void> {
  try {
    await fs.link(source, target);
  } catch (error) {
    if (!isSystemError(error, "EXDEV", "EPERM", "EMLINK", "ENOTSUP", "ENOSYS")) throw error;
    await fs.copyFile(source, target, constants.COPYFILE_FICLONE);
  }
}

async function copyChecked(source: string, target: string, key: string): Promise<void> {
  const bytes = await readPlain(source);
  if (blobKey(bytes) !== key) throw damaged(`${source} does not have the bytes that its name says`);
  await fs.writeFile(target, bytes, { mode: 0o600, flush: true });
}

/** What an operator put behind a link is copied. */
async function copyRest(dataFolder: string, copy: string): Promise<void> {
  const [source, target] = [placesIn(dataFolder), placesIn(copy)];
  const options = { recursive: true, dereference: true };
  await fs.cp(source.keys, target.keys, options);
  for (const key of ["settings", "advisories"] as const) {
    await ifThere(fs.cp(source[key], target[key], options));
  }
}

/** A file, or a folder with all that is in it. */
async function copyPlain(source: string, target: string): Promise<void> {
  if (!(await isFolder(source))) {
    await fs.writeFile(target, await readPlain(source), { mode: 0o600, flush: true });
    return;
  }
  await fs.mkdir(target, { recursive: true, mode: 0o700 });
  for (const name of await fs.readdir(source)) await copyPlain(join(source, name), join(target, name));
}

/** False for a file; whatever is neither is refused. */
async function isFolder(path: string): Promise<boolean> {
  const stat = await fs.lstat(path);
  if (!stat.isFile() && !stat.isDirectory()) throw damaged(`${path} is neither a file nor a folder`);
  return stat.isDirectory();
}

async function readPlain(path: string): Promise<Buffer> {
  if (await isFolder(path)) throw damaged(`${path} is no file`);
  return fs.readFile(path);
}

/** The database is one of this version or an older one, and a key is there; no bytes are missing that are nowhere else. */
async function checkRestored(partial: string, source: string): Promise<void> {
  const storage = await openDataFolder(partial);
  try {
    for (const [key, kept] of await storage.metadata.blobsInUse()) {
      if (kept === "only copy" && (await storage.blobs.head(key)) === undefined) {
        throw damaged(`${source} lacks ${key}, which its database points to`);
      }
    }
  } finally {
    await closeDataFolder(storage);
  }
}

async function ifThere<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return undefined;
    throw error;
  }
}

function damaged(message: string) {
  return registryError("BACKUP_DAMAGED", {
    message,
    hint: "restore from another backup; with `--data` this one can be run as it is",
  });
}
