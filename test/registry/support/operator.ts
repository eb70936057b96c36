import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

export interface Said {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `pantry-registry` with these words, in a process of its own. */
export async function runOperator(
  program: string,
  args: readonly string[],
  options: { readonly input?: string; readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Promise<Said> {
  const env = { ...process.env, ...options.env };
  const child = spawn(process.execPath, [program, ...args], { env, cwd: options.cwd });
  child.stdin.end(options.input ?? "");
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  return { exitCode, stdout, stderr };
}
