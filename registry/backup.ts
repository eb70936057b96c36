import { createHash } from "node:crypto";
import { constants } from "node:fs";
import * as fs from "node:fs/promises";
import { dirname, join } from "node:path";
import { isSystemError } from "../src/errors.ts";
import { folderBlobs } from "./blobs/index.ts";
import { placesIn } from "./data-folder.ts";
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
 * Makes a data folder from a backup. Nothing is linked, so that neither can spoil the other, and every blob is held
 * against its key. Throws BACKUP_TARGET_TAKEN, BACKUP_DAMAGED and SETTINGS_INVALID.
 */
export async function restore(source: string, dataFolder: string): Promise<{ readonly blobCount: number }> {
  return fillNew(dataFolder, async (partial) => {
    copySqlite(placesIn(source).metadata, placesIn(partial).metadata);
    const blobCount = await copyBlobs(source, partial, copyChecked);
    await copyRest(source, partial);
    return { blobCount };
  });
}

/** Fills a folder beside the target, and gives it the target's name at the end. */
async function fillNew<T>(target: string, fill: (partial: string) => Promise<T>): Promise<T> {
  const there = await fs.readdir(target).catch((error: unknown) => {
    if (isSystemError(error, "ENOENT")) return [];
    throw error;
  });
  if (there.length > 0) {
    throw registryError("BACKUP_TARGET_TAKEN", {
      message: `${target} is not empty, and nothing is ever overwritten`,
      hint: "name a folder that is not there yet",
    });
  }
  const partial = `${target}.partial`;
  await fs.rm(partial, { recursive: true, force: true });
  await fs.mkdir(partial, { recursive: true, mode: 0o700 });
  const result = await fill(partial);
  await fs.rm(target, { recursive: true, force: true });
  await fs.rename(partial, target);
  return result;
}

async function copyBlobs(
  from: string,
  to: string,
  copy: (source: string, target: string, key: string) => Promise<void>,
): Promise<number> {
  const [sourceFolder, targetFolder] = [placesIn(from).blobs, placesIn(to).blobs];
  let count = 0;
  for await (const key of (await folderBlobs(sourceFolder)).list()) {
    const place = join(key.slice(0, 2), key);
    await fs.mkdir(dirname(join(targetFolder, place)), { recursive: true, mode: 0o700 });
    try {
      await copy(join(sourceFolder, place), join(targetFolder, place), key);
      count++;
    } catch (error) {
      // A document that was replaced since it was listed.
      if (!isSystemError(error, "ENOENT")) throw error;
    }
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
  const bytes = await fs.readFile(source);
  if (createHash("sha512").update(bytes).digest("hex") !== key) {
    throw registryError("BACKUP_DAMAGED", {
      message: `${source} does not have the bytes that its name says`,
      hint: "restore from another backup",
    });
  }
  await fs.writeFile(target, bytes, { mode: 0o600, flush: true });
}

async function copyRest(dataFolder: string, copy: string): Promise<void> {
  const [source, target] = [placesIn(dataFolder), placesIn(copy)];
  await fs.cp(source.keys, target.keys, { recursive: true });
  for (const [from, to] of [
    [source.settings, target.settings],
    [source.advisories, target.advisories],
  ] as const) {
    await fs.cp(from, to, { recursive: true }).catch((error: unknown) => {
      if (!isSystemError(error, "ENOENT")) throw error;
    });
  }
}
