import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { zigBinary } from "./zig.ts";

/** The command line as it is shipped: the build in `dist/`, or the one that is named. */
export const bundle =
  process.env["PANTRY_TEST_BUNDLE"] ?? fileURLToPath(new URL("../../dist/pantry.js", import.meta.url));

const ownNetwork = ["--map-root-user", "--net"];

/** Ordinary users may not make namespaces everywhere; a proxy that is not there cuts zig off as well. */
const canUnshare = process.platform === "linux" && spawnSync("unshare", [...ownNetwork, "true"]).status === 0;

const deadProxies = ["http_proxy", "https_proxy"].map((name) => `${name}=http://127.0.0.1:1`);

export interface PantryResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A user's machine in a folder: a home, Zig's caches, and the bundled `pantry` with the real zig on the PATH. */
export interface Machine {
  readonly folder: string;
  readonly home: string;
  readonly zigCache: string;
  readonly env: Readonly<Record<string, string>>;
  pantry(cwd: string, ...args: string[]): Promise<PantryResult>;
  /** With something piped into it. */
  piped(input: string, cwd: string, ...args: string[]): Promise<PantryResult>;
  /** With `network: false`, cut off: in a network namespace with nothing in it, or behind a proxy that is not there. */
  zig(cwd: string, args: readonly string[], options?: { readonly network?: boolean }): Promise<PantryResult>;
}

export function machineIn(folder: string, extra: Readonly<Record<string, string>> = {}): Machine {
  if (!existsSync(bundle)) throw new Error("dist/pantry.js is missing: run npm run build");
  const home = join(folder, "home");
  const zigCache = join(folder, "zig-cache");
  mkdirSync(home, { recursive: true });
  const env = {
    PATH: [dirname(zigBinary), process.env["PATH"] ?? ""].join(delimiter),
    HOME: home,
    PANTRY_HOME: join(home, ".pantry"),
    ZIG_GLOBAL_CACHE_DIR: zigCache,
    ...extra,
  };
  const run = async (
    command: string,
    args: readonly string[],
    cwd: string,
    input?: string,
  ): Promise<PantryResult> => {
    const result = await execa(command, [...args], {
      cwd,
      env,
      extendEnv: false,
      reject: false,
      timeout: 180_000,
      ...(input === undefined ? {} : { input }),
    });
    return { exitCode: result.exitCode ?? -1, stdout: result.stdout, stderr: result.stderr };
  };
  return {
    folder,
    home,
    zigCache,
    env,
    pantry: (cwd, ...args) => run(process.execPath, [bundle, ...args], cwd),
    piped: (input, cwd, ...args) => run(process.execPath, [bundle, ...args], cwd, input),
    zig(cwd, args, { network = true } = {}) {
      if (network) return run(zigBinary, args, cwd);
      if (canUnshare) return run("unshare", [...ownNetwork, zigBinary, ...args], cwd);
      return run("env", [...deadProxies, zigBinary, ...args], cwd);
    },
  };
}
