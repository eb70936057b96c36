import { execa } from "execa";

export interface ScreenOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly columns?: number;
  /** What somebody types. */
  readonly keys?: string;
}

/** What a shell line writes in a real pseudo-terminal (util-linux's `script` makes it), byte for byte. */
export async function onTerminal(line: string, options: ScreenOptions): Promise<string> {
  const { cwd, env, columns = 80, keys = "" } = options;
  const sized = `stty cols ${columns} rows 40; ${line}`;
  const { stdout } = await execa("script", ["--quiet", "--return", "--command", sized, "/dev/null"], {
    cwd,
    env: { TERM: "xterm-256color", SHELL: "/bin/sh", ...env },
    extendEnv: false,
    input: keys,
    reject: false,
    timeout: 60_000,
  });
  return stdout.replaceAll("\r\n", "\n");
}
