import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import * as fs from "node:fs/promises";
import { dirname, join } from "node:path";
import { isSystemError } from "../../src/errors.ts";
import { diskProblem } from "../errors.ts";
import type { BlobKey, Blobs } from "./blobs.ts";
import { temporaryAgeMs } from "./limits.ts";

/**
 * Blobs as files: `ab/abcd…` by the key's first byte, and `tmp/` for what is being written.
 *
 * A put, in this order, so that a blob is whole or absent after any crash:
 * 1. the bytes go to a new file in `tmp/` and are flushed,
 * 2. the file gets its name by a link, which fails where the name is taken,
 * 3. the folder is flushed; then the put is acknowledged.
 */
export async function folderBlobs(folder: string): Promise<Blobs> {
  const temporary = join(folder, "tmp");
  await fs.mkdir(temporary, { recursive: true, mode: 0o700 });
  await removeLeftovers(temporary, folder);
  const shelf = (key: BlobKey) => join(folder, key.slice(0, 2));
  const path = (key: BlobKey) => join(shelf(key), key);

  return {
    async put(key, bytes) {
      checkKey(key);
      const scratch = join(temporary, randomBytes(12).toString("hex"));
      try {
        await writeFlushed(scratch, bytes);
        let outcome = await nameOnce(scratch, path(key), folder);
        // Discarded between the two: then it is put anew.
        while (outcome === "there" && !(await touch(path(key)))) {
          outcome = await nameOnce(scratch, path(key), folder);
        }
        // Also where it was there: whoever wrote it may have stopped before this.
        await flushFolder(shelf(key));
        return outcome;
      } catch (error) {
        throw diskProblem(error);
      } finally {
        await fs.rm(scratch, { force: true });
      }
    },
    async head(key) {
      checkKey(key);
      const stat = await ifThere(fs.stat(path(key)));
      return stat && { sizeBytes: stat.size };
    },
    async get(key) {
      checkKey(key);
      return ifThere(fs.readFile(path(key)));
    },
    async open(key, part) {
      checkKey(key);
      const file = await ifThere(fs.open(path(key), constants.O_RDONLY));
      if (file === undefined) return undefined;
      const { size } = await file.stat();
      // Node counts the last byte in.
      const range = part && { start: part.start, end: part.end - 1 };
      return { sizeBytes: size, stream: file.createReadStream({ highWaterMark: 256 * 1024, ...range }) };
    },
    async delete(key) {
      checkKey(key);
      await fs.rm(path(key), { force: true });
    },
    async discard(key, before) {
      checkKey(key);
      const isOld = async (file: string) =>
        ((await ifThere(fs.stat(file)))?.mtimeMs ?? Number.POSITIVE_INFINITY) < before.getTime();
      if (!(await isOld(path(key)))) return false;
      // Set aside first: a put that comes now finds nothing, and one that came before has made it young.
      const aside = asideOf(temporary, key);
      if (!(await moved(path(key), aside))) return false;
      const isUnwanted = await isOld(aside);
      if (!isUnwanted) await nameOnce(aside, path(key), folder);
      await fs.rm(aside, { force: true });
      return isUnwanted;
    },
    list: () => blobsIn(folder),
  };
}

/** The keys of all blobs in a folder, which may be one that cannot be written. */
export async function* blobsIn(folder: string): AsyncGenerator<BlobKey> {
  for (const name of (await ifThere(fs.readdir(folder))) ?? []) {
    if (!/^[0-9a-f]{2}$/.test(name)) continue;
    for (const key of await fs.readdir(join(folder, name))) {
      if (isKey(key) && key.startsWith(name)) yield key;
    }
  }
}

/** Gives a finished file its name, unless the name is taken. Makes the shelf for it where there is none. */
async function nameOnce(scratch: string, path: string, folder: string): Promise<"stored" | "there"> {
  const outcome = await tryName(scratch, path);
  if (outcome !== "no shelf") return outcome;
  await fs.mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await flushFolder(folder);
  const second = await tryName(scratch, path);
  if (second === "no shelf") throw new Error(`the folder for ${path} was made and is gone`);
  return second;
}

async function tryName(scratch: string, path: string): Promise<"stored" | "there" | "no shelf"> {
  try {
    await fs.link(scratch, path);
    return "stored";
  } catch (error) {
    if (isSystemError(error, "EEXIST")) return "there";
    if (isSystemError(error, "ENOENT")) return "no shelf";
    if (!isSystemError(error, "EPERM", "ENOTSUP", "ENOSYS", "EMLINK")) throw error;
  }
  // No links on this file system. A rename replaces what another may have put there meanwhile: the same bytes.
  await fs.rename(scratch, path);
  return "stored";
}

async function writeFlushed(path: string, bytes: Uint8Array): Promise<void> {
  const file = await fs.open(path, "wx", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A rename or a new name survives a loss of power once its folder is flushed. */
async function flushFolder(path: string): Promise<void> {
  // Windows cannot open a folder to flush it; its file system journals names.
  if (process.platform === "win32") return;
  const folder = await fs.open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** What a crash left behind. Young files may belong to another process. What was set aside goes back. */
async function removeLeftovers(temporary: string, folder: string): Promise<void> {
  for (const name of await fs.readdir(temporary)) {
    const path = join(temporary, name);
    const key = keyAside(name);
    if (key !== undefined) await nameOnce(path, join(folder, key.slice(0, 2), key), folder);
    const stat = await ifThere(fs.stat(path));
    if (stat !== undefined && Date.now() - stat.mtimeMs > temporaryAgeMs) await fs.rm(path, { force: true });
  }
}

/** The name under which a blob is set aside tells which it is. */
function asideOf(temporary: string, key: BlobKey): string {
  return join(temporary, `${key}.aside`);
}

function keyAside(name: string): BlobKey | undefined {
  const key = name.replace(/\.aside$/, "");
  return key !== name && isKey(key) ? key : undefined;
}

/** False where it is gone. */
async function touch(path: string): Promise<boolean> {
  const now = new Date();
  return (await ifThere(fs.utimes(path, now, now).then(() => true))) ?? false;
}

async function moved(path: string, to: string): Promise<boolean> {
  return (await ifThere(fs.rename(path, to).then(() => true))) ?? false;
}

async function ifThere<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return undefined;
    throw diskProblem(error);
  }
}

function isKey(text: string): boolean {
  return /^[0-9a-f]{128}$/.test(text);
}

/** A key becomes a path: anything else here is a bug, and must not reach the disk. */
function checkKey(key: BlobKey): void {
  if (!isKey(key)) throw new Error(`not the key of a blob: ${JSON.stringify(key)}`);
}
