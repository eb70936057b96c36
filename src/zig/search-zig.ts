import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Disk, FileStat } from "../disk/index.ts";
import { isSystemError } from "../errors.ts";

/** The first zig on the PATH, without running it. */
export function searchZig(env: NodeJS.ProcessEnv): string | undefined {
  const names = process.platform === "win32" ? ["zig.exe", "zig.cmd"] : ["zig"];
  for (const folder of (env["PATH"] ?? "").split(delimiter)) {
    for (const name of names) {
      const candidate = join(folder || ".", name);
      if (isExecutable(candidate)) return candidate;
    }
  }
  return undefined;
}

/**
 * What the layout of packages depends on, found without running anything: the Zig that is named, and the binary with
 * its time. As long as it stays the same, so does the layout.
 */
export function zigKey(disk: Disk, named: string | undefined, path: string | undefined): string {
  const stat = path === undefined ? undefined : binaryStat(disk, path);
  return JSON.stringify([named ?? null, path ?? null, stat && [String(stat.mtimeNs), stat.sizeBytes]]);
}

/** The key that would be there now, if settings are as they were and zig was found on the PATH; else undefined. */
export function zigKeyNow(disk: Disk, key: string, env: NodeJS.ProcessEnv): string | undefined {
  const [named, path] = JSON.parse(key) as [string | null, string | null];
  const found = searchZig(env);
  return found === (path ?? undefined) ? zigKey(disk, named ?? undefined, found) : undefined;
}

/** Of the binary itself: what stands on the PATH is often a link to it. */
function binaryStat(disk: Disk, path: string): FileStat | undefined {
  try {
    return disk.stat(disk.realPath(path));
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
