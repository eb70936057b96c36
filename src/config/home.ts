import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { quoteForMessage } from "../toml/index.ts";
import { configError } from "./errors.ts";

/**
 * The user's own folder: `PANTRY_HOME`, else `.pantry` in the home folder. Absolute.
 * Throws HOME_INVALID for a relative one, which would be another folder in every working folder.
 */
export function pantryHome(env: NodeJS.ProcessEnv): string {
  const named = env["PANTRY_HOME"];
  if (!named) return join(env["HOME"] || homedir(), ".pantry");
  if (isAbsolute(named)) return named;
  throw configError("HOME_INVALID", {
    message: `PANTRY_HOME is ${quoteForMessage(named)}, which is no absolute path`,
    hint: 'set it to a whole path, as in PANTRY_HOME="$HOME/.pantry"',
  });
}
