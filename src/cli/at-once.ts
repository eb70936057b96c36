import packageJson from "../../package.json" with { type: "json" };
import { printAtOnce } from "../disk/index.ts";

/**
 * Answers what needs next to nothing, so that it takes hardly longer than Node itself: the version.
 * Gives the exit code, or undefined for whatever is more than that.
 */
export function answerAtOnce(args: readonly string[]): number | undefined {
  if (args.length !== 1 || (args[0] !== "--version" && args[0] !== "-V")) return undefined;
  return printAtOnce(1, versionText) ? 0 : undefined;
}

export const versionText = `pantry ${packageJson.version}\n`;
