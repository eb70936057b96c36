import type { FoundZig } from "../../zig/index.ts";
import { buildTimeoutMs, outputBytes } from "../limits.ts";

export interface ZigRun {
  readonly ok: boolean;
  /** What it wrote to stderr. */
  readonly output: string;
  readonly timedOut: boolean;
}

export interface ZigRunOptions {
  readonly zig: FoundZig;
  readonly env: NodeJS.ProcessEnv;
  readonly folder: string;
  readonly step: string | undefined;
}

/** Runs a step of a project's build, with everything that it builds inside of the project's folder. */
export async function runZigBuild({ zig, env, folder, step }: ZigRunOptions): Promise<ZigRun> {
  const { execa } = await import("execa");
  const args = [
    "build",
    ...(step === undefined ? [] : [step]),
    "--color",
    "off",
    "--cache-dir",
    ".zig-cache",
  ];
  const result = await execa(zig.path, [...args, "--prefix", "zig-out"], {
    cwd: folder,
    env,
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    timeout: buildTimeoutMs,
    maxBuffer: outputBytes,
  });
  return { ok: result.exitCode === 0, output: result.stderr, timedOut: result.timedOut };
}
