import { join } from "node:path";
import { type Disk, fileKey, nameDigest } from "../disk/index.ts";

/** Variables that are no settings of Pantry's own, and say where things lie. */
const folderVariables = ["HOME", "LOCALAPPDATA", "XDG_CACHE_HOME", "ZIG_GLOBAL_CACHE_DIR"];

/**
 * Names all that settings outside of a project come from, variables and config.toml: as long as it is the same, so are
 * they. Flags and the PATH are not in it. It tells nothing of the values, and a token is no setting.
 */
export function settingsKey(disk: Disk, home: string, env: NodeJS.ProcessEnv): string {
  const names = Object.keys(env).filter((name) => name.startsWith("PANTRY_") && name !== "PANTRY_TOKEN");
  const values = [...names.sort(), ...folderVariables].map((name) => [name, env[name]]);
  return nameDigest(JSON.stringify([values, fileKey(disk, join(home, "config.toml"))]));
}
