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

/**
 * Names of variables that hold what signs a user in. The build.zig of a package and of all its dependencies run with
 * the environment that zig has, and none of them needs these.
 */
const secretNames =
  /^PANTRY_|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|PRIVATE_KEY|API_?KEY|ACCESS_KEY|_AUTH(?:_|$)/i;

/** The environment without what must not get into other people's code. */
export function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !secretNames.test(name)));
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
    env: withoutSecrets(env),
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    timeout: buildTimeoutMs,
    maxBuffer: outputBytes,
  });
  return { ok: result.exitCode === 0, output: result.stderr, timedOut: result.timedOut };
}
