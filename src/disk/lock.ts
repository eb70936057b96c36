import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isSystemError } from "../errors.ts";
import type { Disk } from "./disk.ts";
import { diskError } from "./errors.ts";
import { ownerMark, ownerState } from "./owner.ts";
import { isOlderThan, nextNumber, stagedPath, sweepStaged } from "./staged.ts";
import { listIfThere } from "./tree.ts";

/** Whoever holds a lock works for some milliseconds; this long only a stuck machine takes. */
const patienceMs = 30_000;
const pauseMs = 5;

/** A lock whose holder cannot be looked for (another container, a cut file) is not kept for longer than this. */
const forgottenAfterMs = 60_000;

/** Locks that this process holds. One of its own that is not here was left by work that was broken off. */
const held = new Set<string>();

/**
 * Runs short, synchronous work while nobody else on this machine does under the same lock, which is a file.
 * Its holder stands in it: a lock whose process is gone (killed, or from before the last start of the machine) is
 * taken away. Throws DISK_BUSY where somebody keeps it.
 */
export async function withLock<T>(disk: Disk, path: string, work: () => T): Promise<T> {
  const holder = newHolder();
  disk.makeFolders(dirname(path));
  const giveUpAt = Date.now() + patienceMs;
  held.add(holder);
  try {
    while (!take(disk, path, holder)) {
      takeAwayStale(disk, path, holder);
      if (Date.now() > giveUpAt) throw busy(path);
      await sleep(pauseMs);
    }
    try {
      return work();
    } finally {
      disk.removeTree(path);
    }
  } finally {
    held.delete(holder);
  }
}

/** Takes away all locks in a folder that nobody holds any more: what is left of work that was killed. */
export function sweepLocks(disk: Disk, folder: string): void {
  sweepStaged(disk, folder);
  const me = newHolder();
  held.add(me);
  try {
    for (const { name } of listIfThere(disk, folder)) takeAwayStale(disk, join(folder, name.toString()), me);
  } finally {
    held.delete(me);
  }
}

function newHolder(): string {
  return `${ownerMark()} ${nextNumber()}`;
}

/** The file appears with its holder in it, so that nobody ever reads a lock without one. */
function take(disk: Disk, path: string, holder: string): boolean {
  const claim = stagedPath(path);
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

/** Here it may be read before its holder stands in it, and then counts as one that cannot be looked for. */
function takeWithoutLinks(disk: Disk, path: string, holder: string): boolean {
  disk.create(path, Buffer.from(holder));
  return true;
}

/**
 * A stale lock is taken away under a lock of its own, which has its holder's name: of several who find it only one
 * may, and none takes away the lock of the next holder instead.
 */
function takeAwayStale(disk: Disk, path: string, me: string): void {
  const found = holderOf(disk, path);
  if (found === undefined || !isStale(disk, path, found)) return;
  const right = `${path}.${createHash("sha256").update(found).digest("hex").slice(0, 16)}`;
  if (!take(disk, right, me)) {
    takeAwayStale(disk, right, me);
    return;
  }
  try {
    if (holderOf(disk, path) === found && isStale(disk, path, found)) disk.removeTree(path);
  } finally {
    disk.removeTree(right);
  }
}

function holderOf(disk: Disk, path: string): string | undefined {
  return disk.readIfThere(path)?.toString("utf8");
}

function isStale(disk: Disk, path: string, holder: string): boolean {
  const mark = holder.split(" ")[0] ?? "";
  if (mark === ownerMark()) return !held.has(holder);
  const state = ownerState(mark);
  return state === "gone" || (state === "unknown" && isOlderThan(disk, path, forgottenAfterMs));
}

function busy(path: string) {
  return diskError("DISK_BUSY", {
    message: `another pantry has held ${path} for ${patienceMs / 1000} s`,
    hint: "wait for it, or end it, and run the same command again",
  });
}
