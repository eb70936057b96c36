import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isSystemError } from "../errors.ts";
import { bootId } from "./boot-id.ts";
import type { Disk } from "./disk.ts";
import { diskError } from "./errors.ts";

/** Whoever holds a lock works for some milliseconds; this long only a stuck machine takes. */
const patienceMs = 10_000;
const pauseMs = 5;

/** Locks that this process holds. One of its own that is not here was left by work that was broken off. */
const held = new Set<string>();

/**
 * Runs short, synchronous work while nobody else on this machine does under the same lock, which is a file.
 * Its holder stands in it: a lock whose process is gone (killed, or from before the last start of the machine) is
 * taken away. Throws DISK_BUSY where somebody keeps it.
 */
export async function withLock<T>(disk: Disk, path: string, work: () => T): Promise<T> {
  const holder = JSON.stringify([process.pid, bootId(), randomBytes(8).toString("hex")]);
  disk.makeFolders(dirname(path));
  const giveUpAt = Date.now() + patienceMs;
  while (!take(disk, path, holder)) {
    removeStale(disk, path);
    if (Date.now() > giveUpAt) throw busy(path);
    await sleep(pauseMs);
  }
  held.add(holder);
  try {
    return work();
  } finally {
    held.delete(holder);
    disk.removeFile(path);
  }
}

/** The file appears with its holder in it, so that nobody ever reads a lock without one. */
function take(disk: Disk, path: string, holder: string): boolean {
  const claim = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    disk.create(claim, Buffer.from(holder));
    return disk.link(claim, path) === "linked" || takeWithoutLinks(disk, path, holder);
  } catch (error) {
    if (isSystemError(error, "EEXIST")) return false;
    throw error;
  } finally {
    disk.removeTree(claim);
  }
}

function takeWithoutLinks(disk: Disk, path: string, holder: string): boolean {
  disk.create(path, Buffer.from(holder));
  return true;
}

/** Two that find the same stale lock: the second one gets a live lock into its hands, and puts it back. */
function removeStale(disk: Disk, path: string): void {
  const found = disk.readIfThere(path)?.toString("utf8");
  if (found === undefined || isAlive(found)) return;
  const aside = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    disk.rename(path, aside);
    if (disk.readIfThere(aside)?.toString("utf8") !== found) disk.link(aside, path);
    disk.removeTree(aside);
  } catch (error) {
    if (!isSystemError(error, "ENOENT", "EEXIST")) throw error;
  }
}

function isAlive(holder: string): boolean {
  const [pid, boot] = readHolder(holder);
  if (pid === process.pid) return held.has(holder);
  if (boot !== bootId()) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive too.
    return isSystemError(error, "EPERM");
  }
}

function readHolder(text: string): [number, string] {
  try {
    const [pid, boot] = JSON.parse(text);
    return [Number(pid), String(boot)];
  } catch {
    return [0, ""];
  }
}

function busy(path: string) {
  return diskError("DISK_BUSY", {
    message: `another pantry has held ${path} for ${patienceMs / 1000} s`,
    hint: "wait for it, or end it, and run the same command again",
  });
}
