import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import semver from "semver";
import { zigError } from "./errors.ts";

/** A zig that was found and asked. */
export interface FoundZig {
  readonly path: string;
  /** As `zig version` prints it, e.g. `0.16.0` or `0.17.0-dev.12+abc`. */
  readonly version: string;
}

/** How a Zig version wants its packages: the folder of the project, or one in its own cache. */
export type PlacementLayout = "zig-pkg" | "global-folder";

const versionTimeoutMs = 10_000;
const oldestSupported = "0.14.0";
const firstWithZigPkg = "0.16.0-0";

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

/** Asks a zig for its version. Throws ZIG_NOT_FOUND where there is none, ZIG_BROKEN where it does not say. */
export async function askZig(path: string | undefined): Promise<FoundZig> {
  if (path === undefined) {
    throw zigError("ZIG_NOT_FOUND", {
      message: "no `zig` was found on the PATH",
      hint: 'install Zig 0.16, set PANTRY_ZIG to its path, or say which one will build this: `[zig] version = "0.16.0"` in pantry.toml',
    });
  }
  const { execa } = await import("execa");
  const result = await execa(path, ["version"], { reject: false, timeout: versionTimeoutMs });
  const version = result.stdout?.trim() ?? "";
  if (result.exitCode !== 0 || semver.valid(version) === null) {
    throw zigError("ZIG_BROKEN", {
      message: `${path} does not say its version${result.stderr ? `: ${result.stderr.split("\n")[0]}` : ""}`,
      hint: "run `zig version` by hand; set PANTRY_ZIG to a zig that works",
    });
  }
  return { path, version };
}

/**
 * The version of Zig that packages are placed for: the one that the project names, else that of the zig there is.
 * Throws ZIG_OTHER_VERSION where both are there and differ in more than the patch, and what `askZig` throws.
 */
export async function zigVersionFor(named: string | undefined, path: string | undefined): Promise<string> {
  if (named !== undefined && path === undefined) return named;
  const found = await askZig(path);
  if (named === undefined || sameMinor(named, found.version)) return found.version;
  throw zigError("ZIG_OTHER_VERSION", {
    message: `this project is built with Zig ${named}, and ${found.path} is ${found.version}`,
    hint: `put Zig ${named} on the PATH, set PANTRY_ZIG to it, or change \`[zig] version\` in pantry.toml`,
  });
}

function sameMinor(a: string, b: string): boolean {
  return semver.major(a) === semver.major(b) && semver.minor(a) === semver.minor(b);
}

/** Where a Zig version looks for packages. Throws ZIG_UNSUPPORTED for one older than 0.14. */
export function layoutFor(version: string): PlacementLayout {
  if (semver.lt(version, `${oldestSupported}-0`)) {
    throw zigError("ZIG_UNSUPPORTED", {
      message: `Zig ${version} has another package format: Pantry supports ${oldestSupported} and newer`,
      hint: "build with Zig 0.16, or set PANTRY_ZIG to one",
    });
  }
  return semver.gte(version, firstWithZigPkg) ? "zig-pkg" : "global-folder";
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
