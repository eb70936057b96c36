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
  const bytes = disk.readIfThere(path) ?? Buffer.alloc(0);
  // Git takes bytes, so there may be names in it that are no UTF-8: as Latin-1, each byte is a character.
  const before = bytes.toString("latin1");
  if (before.split(/\r?\n/).some((line) => /^\/?zig-pkg\/?$/.test(line.trim()))) return [];
  const newline = before.includes("\r\n") ? "\r\n" : "\n";
  const gap = before === "" || before.endsWith("\n") ? "" : newline;
  return [{ path, bytes: Buffer.from(`${before}${gap}${projectPackages}/${newline}`, "latin1") }];
}

/** `git check-ignore` says 0: ignored, 1: not ignored, 128: no repository. undefined where there is no git. */
async function gitSees(root: string): Promise<boolean | undefined> {
  const { execa } = await import("execa");
  // A repository may name a program for git to run, and GIT_* another repository than the one here.
  const args = ["-c", "core.fsmonitor=false", "check-ignore", "--quiet", `${projectPackages}/`];
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name)));
  const result = await execa("git", args, { cwd: root, env, extendEnv: false, reject: false });
  return result.exitCode === undefined ? undefined : result.exitCode === 1;
}
