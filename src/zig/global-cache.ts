import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Zig's global cache: `ZIG_GLOBAL_CACHE_DIR`, else `zig` in the user's cache folder.
 * Source: zig 0.16 `std.Build.Cache` and `zig env`; Windows after its documentation.
 */
export function globalCacheFolder(env: NodeJS.ProcessEnv, platform = process.platform): string {
  const named = env["ZIG_GLOBAL_CACHE_DIR"];
  if (named) return named;
  if (platform === "win32") return join(env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local"), "zig");
  return join(env["XDG_CACHE_HOME"] || join(env["HOME"] || homedir(), ".cache"), "zig");
}
