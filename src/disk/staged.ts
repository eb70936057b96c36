import { isSystemError } from "../errors.ts";
import type { Disk } from "./disk.ts";
import { ownerMark, ownerPattern, ownerState } from "./owner.ts";
import { joinPath, type PathBytes } from "./path.ts";
import { listIfThere } from "./tree.ts";

/** Nothing is staged for longer than this: who made it and cannot be looked for is taken for gone. */
const abandonedAfterMs = 24 * 60 * 60 * 1000;

/** A name beside `path` that nobody else has, for what is to be renamed to it: `path.pantry-<owner>-<random>`. */
export function stagedPath(path: string): string {
  return `${path}${infix}${ownedName()}`;
}

/** A name that nobody else has, and that says who made it. */
export function ownedName(): string {
  return `${ownerMark()}-${nextNumber()}`;
}

/** Twelve digits that no other name of this process has. */
export function nextNumber(): string {
  next = next === undefined ? Math.floor(Math.random() * 2 ** 48) : (next + 1) % 2 ** 48;
  return next.toString(16).padStart(12, "0");
}

/**
 * Counts from a random number on: names are made by the hundred, and only threads of this process have its mark. They
 * are no secret: whatever gets one is created only where nothing is.
 */
let next: number | undefined;

/**
 * Removes from a folder what killed processes left staged there: what has an owner that is gone, or one that
 * cannot be looked for and is a day old. A process beside this one keeps what it stages. Never fails: tidying up is no reason to.
 */
export function sweepStaged(disk: Disk, folder: PathBytes): void {
  for (const { name } of quietly(() => listIfThere(disk, folder)) ?? []) {
    const text = name.toString("latin1");
    const at = text.lastIndexOf(infix);
    if (at === -1) continue;
    const path = joinPath(folder, name);
    const owned = text.slice(at + infix.length);
    quietly(() => {
      if (ownedPattern.test(owned) && isAbandoned(disk, path, owned)) disk.removeTree(path);
    });
  }
}

/** True for what nobody will come back to, by the name that `ownedName` gave it, or by its age. */
export function isAbandoned(disk: Disk, path: PathBytes, name: string): boolean {
  const [, mark = ""] = ownedPattern.exec(name) ?? [];
  const state = ownerState(mark);
  return state === "gone" || (state === "unknown" && isOlderThan(disk, path, abandonedAfterMs));
}

/** True if nothing was written there for so long; false where nothing is. */
export function isOlderThan(disk: Disk, path: PathBytes, ageMs: number): boolean {
  const stat = disk.stat(path);
  return stat !== undefined && Date.now() - Number(stat.mtimeNs / 1_000_000n) >= ageMs;
}

/** A text with the paths that users know: of what is staged, the one that it is to become. */
export function withoutStaging(text: string): string {
  return text.replace(stagedMark, "");
}

const infix = ".pantry-";
const stagedMark = new RegExp(`\\${infix}${ownerPattern}-[0-9a-f]{12}`, "g");
const ownedPattern = new RegExp(`^(${ownerPattern})-[0-9a-f]{12}$`);

function quietly<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}
