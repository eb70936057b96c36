import { join } from "node:path";
import type { Disk, Replacement } from "../disk/index.ts";
import { projectPackages } from "./place.ts";

/**
 * What to write so that git does not see the placed packages: one line more in the project's .gitignore, or nothing
 * where git ignores them already or the project is in no repository.
 */
export async function ignorePlaced(disk: Disk, root: string): Promise<Replacement[]> {
  if ((await gitSees(root)) !== true) return [];
  const path = join(root, ".gitignore");
  const before = disk.readIfThere(path)?.toString("utf8") ?? "";
  if (before.split(/\r?\n/).some((line) => /^\/?zig-pkg\/?$/.test(line.trim()))) return [];
  const newline = before.includes("\r\n") ? "\r\n" : "\n";
  const gap = before === "" || before.endsWith("\n") ? "" : newline;
  return [{ path, bytes: Buffer.from(`${before}${gap}${projectPackages}/${newline}`) }];
}

/** `git check-ignore` says 0: ignored, 1: not ignored, 128: no repository. undefined where there is no git. */
async function gitSees(root: string): Promise<boolean | undefined> {
  const { execa } = await import("execa");
  const result = await execa("git", ["check-ignore", "--quiet", `${projectPackages}/`], {
    cwd: root,
    reject: false,
  });
  return result.exitCode === undefined ? undefined : result.exitCode === 1;
}
