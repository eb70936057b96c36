import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { execa } from "execa";

/** The real Zig 0.16.0, as npm installed it for this platform. */
export const zigBinary: string = findZig();

function findZig(): string {
  const require = createRequire(import.meta.url);
  const suffix = process.platform === "win32" ? "zig.exe" : "zig";
  const path = join(
    dirname(require.resolve(`@zigc/${process.platform}-${process.arch}/package.json`)),
    "bin",
    suffix,
  );
  if (!existsSync(path)) throw new Error(`no zig at ${path}: run npm install`);
  return path;
}

export interface ZigResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs zig with caches of its own.
 * `scratch` is a folder of the caller: its `global` and `local` become Zig's caches.
 */
export async function zig(
  scratch: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly timeoutMs?: number } = {},
): Promise<ZigResult> {
  mkdirSync(join(scratch, "global", "tmp"), { recursive: true });
  const result = await execa(zigBinary, [...args], {
    cwd: options.cwd ?? scratch,
    reject: false,
    timeout: options.timeoutMs ?? 120_000,
    env: { ZIG_GLOBAL_CACHE_DIR: join(scratch, "global"), ZIG_LOCAL_CACHE_DIR: join(scratch, "local") },
  });
  return { ok: result.exitCode === 0, stdout: result.stdout, stderr: result.stderr };
}

/** `zig fetch PATH` in an otherwise empty project below `scratch`: the hash on stdout, or the error on stderr. */
export async function zigFetch(scratch: string, path: string): Promise<ZigResult> {
  const project = join(scratch, "fetcher");
  if (!existsSync(project)) {
    mkdirSync(project, { recursive: true });
    writeFileSync(join(project, "build.zig"), 'pub fn build(_: *@import("std").Build) void {}\n');
  }
  return zig(scratch, ["fetch", path], { cwd: project, timeoutMs: 60_000 });
}
