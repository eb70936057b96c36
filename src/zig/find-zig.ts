import { execFile } from "node:child_process";
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

/** Asks a zig for its version. Throws ZIG_NOT_FOUND where there is none, ZIG_BROKEN where it does not say. */
export async function askZig(path: string | undefined): Promise<FoundZig> {
  if (path === undefined) {
    throw zigError("ZIG_NOT_FOUND", {
      message: "no `zig` was found on the PATH",
      hint: 'install Zig 0.16, set PANTRY_ZIG to its path, or say which one will build this: `[zig] version = "0.16.0"` in pantry.toml',
    });
  }
  const { isDone, stdout, stderr } = await runVersion(path);
  const version = stdout.trim();
  if (!isDone || semver.valid(version) === null) {
    throw zigError("ZIG_BROKEN", {
      message: `${path} does not say its version${stderr === "" ? "" : `: ${stderr.split("\n")[0]}`}`,
      hint: "run `zig version` by hand; set PANTRY_ZIG to a zig that works",
    });
  }
  return { path, version };
}

/** By Node itself: execa takes longer to load than zig takes to answer. */
async function runVersion(path: string): Promise<{ isDone: boolean; stdout: string; stderr: string }> {
  // Windows runs its scripts in a shell only.
  const isScript = path.endsWith(".cmd");
  return new Promise((resolve) => {
    execFile(
      isScript ? `"${path}"` : path,
      ["version"],
      { timeout: versionTimeoutMs, shell: isScript },
      (error, stdout, stderr) => resolve({ isDone: error === null, stdout, stderr }),
    );
  });
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
