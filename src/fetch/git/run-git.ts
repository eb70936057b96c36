import type { Readable, Writable } from "node:stream";
import { fetchError } from "../errors.ts";
import { fetchLimits } from "../limits.ts";
import { killTree } from "./kill-tree.ts";

export interface GitCall {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** More output than this is an error. */
  readonly maxBytes?: number;
}

export interface GitResult {
  readonly ok: boolean;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs git to its end. Throws GIT_NOT_INSTALLED, GIT_TOO_LARGE for too much output, or the signal's reason. */
export async function runGit(call: GitCall): Promise<GitResult> {
  const { execa } = await import("execa");
  call.signal.throwIfAborted();
  const child = execa("git", [...call.args], {
    ...processOptions(call),
    stdin: "ignore",
    encoding: "buffer",
    maxBuffer: call.maxBytes ?? fetchLimits.gitOutputBytes,
  });
  const result = await endedBy(call.signal, child.pid, child);
  call.signal.throwIfAborted();
  if (result.code === "ENOENT") throw notInstalled(result.cause);
  if (result.isMaxBuffer) {
    throw fetchError("GIT_TOO_LARGE", {
      message: `git ${call.args[0]} printed more than ${call.maxBytes ?? fetchLimits.gitOutputBytes} bytes`,
      hint: "give the address of an archive instead",
    });
  }
  return {
    ok: result.exitCode === 0,
    stdout: Buffer.from(result.stdout),
    stderr: Buffer.from(result.stderr).toString("utf8"),
  };
}

/** Starts git with open pipes, for the caller to read, to write and to kill. */
export async function startGit(call: Omit<GitCall, "maxBytes">): Promise<GitProcess> {
  const { execa } = await import("execa");
  call.signal.throwIfAborted();
  const child = execa("git", [...call.args], {
    ...processOptions(call),
    stdin: "pipe",
    encoding: "buffer",
    buffer: false,
    stderr: "ignore",
  });
  // A git that has ended reads no more; that it has ended shows where its output is read.
  child.stdin.on("error", () => undefined);
  const ended = endedBy(call.signal, child.pid, child);
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    async end() {
      child.kill("SIGKILL");
      child.stdout.destroy();
      await ended;
    },
  };
}

export interface GitProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Kills it where it still runs. */
  end(): Promise<void>;
}

/** Waits for a process; an abort kills it first, with all that it started. */
async function endedBy<T>(signal: AbortSignal, pid: number | undefined, child: PromiseLike<T>): Promise<T> {
  const kill = (): void => {
    if (pid !== undefined) void killTree(pid);
  };
  signal.addEventListener("abort", kill, { once: true });
  try {
    return await child;
  } finally {
    signal.removeEventListener("abort", kill);
  }
}

function processOptions(call: GitCall) {
  return {
    cwd: call.cwd,
    env: call.env,
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
  } as const;
}

function notInstalled(cause: unknown) {
  return fetchError("GIT_NOT_INSTALLED", {
    message: "git is needed for git+https addresses, and there is no `git` on the PATH",
    hint: "install git, or give the https:// address of an archive",
    cause,
  });
}
