import packageJson from "../../package.json" with { type: "json" };
import { nodeDisk, printAtOnce } from "../disk/index.ts";
import { countIfIdle } from "../install/index.ts";
import { idleText } from "./idle-text.ts";

/**
 * Answers what needs next to nothing, so that it takes hardly longer than Node itself: the version, and an `install`
 * that has nothing to do. Gives the exit code, or undefined for whatever is more than that.
 */
export function answerAtOnce(args: readonly string[], env: NodeJS.ProcessEnv): number | undefined {
  const [word = "", ...options] = args;
  if (versionWords.includes(word) && options.length === 0) return printed(1, versionText);
  if (!installWords.includes(word) || !options.every((option) => plainOptions.includes(option)))
    return undefined;
  const text = idleInstall(env);
  if (text === undefined) return undefined;
  return options.some((option) => quietOptions.includes(option)) ? 0 : printed(2, text);
}

export const versionText = `pantry ${packageJson.version}\n`;

const versionWords = ["--version", "-V"];
const installWords = ["install", "i", "ci"];
const quietOptions = ["-q", "--quiet"];
/** With these an install that has nothing to do is the same. */
const plainOptions = [...quietOptions, "--frozen"];

/** Whatever is not as it should be, the whole command says in words. */
function idleInstall(env: NodeJS.ProcessEnv): string | undefined {
  try {
    const packages = countIfIdle(nodeDisk, process.cwd(), env);
    return packages === undefined ? undefined : `${idleText(packages)}\n`;
  } catch {
    return undefined;
  }
}

function printed(fd: 1 | 2, text: string): number | undefined {
  return printAtOnce(fd, text) ? 0 : undefined;
}
