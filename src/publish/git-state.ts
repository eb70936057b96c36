import { gitListBytes, gitTimeoutMs } from "./limits.ts";
import type { GitState } from "./subject.ts";

/** How a folder stands against the last commit of the git repository that it lies in. No git counts as none. */
export async function readGitState(folder: string, env: NodeJS.ProcessEnv): Promise<GitState> {
  const inside = await git(folder, env, ["rev-parse", "--is-inside-work-tree"]);
  if (inside?.trim() !== "true") return { kind: "no repository" };
  if ((await git(folder, env, ["rev-parse", "--verify", "--quiet", "HEAD"])) === undefined) {
    return { kind: "no commit" };
  }
  const changed = await git(folder, env, ["diff", "--name-only", "-z", "--no-renames", "--relative", "HEAD"]);
  // Ignored files are listed too: what is packed and never committed is what this is about.
  const untracked = await git(folder, env, ["ls-files", "-z", "--others"]);
  return { kind: "known", changed: [...namesIn(changed), ...namesIn(untracked)] };
}

/** Undefined where git fails, or is not there. */
async function git(
  folder: string,
  env: NodeJS.ProcessEnv,
  args: readonly string[],
): Promise<string | undefined> {
  const { execa } = await import("execa");
  const result = await execa("git", args, {
    cwd: folder,
    env: { ...env, GIT_OPTIONAL_LOCKS: "0" },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    timeout: gitTimeoutMs,
    maxBuffer: gitListBytes,
    stripFinalNewline: false,
  });
  return result.exitCode === 0 ? result.stdout : undefined;
}

function namesIn(list: string | undefined): string[] {
  return (list ?? "").split("\0").filter((name) => name !== "");
}
