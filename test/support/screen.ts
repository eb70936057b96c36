import { execa } from "execa";

export interface ScreenOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly columns?: number;
  /** What somebody types. */
  readonly keys?: string;
  /** Is told all that was written so far, whenever more comes. */
  readonly onWritten?: (screen: string) => void;
}

/** What a shell line writes in a real pseudo-terminal (util-linux's `script` makes it), byte for byte. */
export async function onTerminal(line: string, options: ScreenOptions): Promise<string> {
  const { cwd, env, columns = 80, keys = "", onWritten } = options;
  const sized = `stty cols ${columns} rows 40; ${line}`;
  const running = execa("script", ["--quiet", "--return", "--command", sized, "/dev/null"], {
    cwd,
    env: { TERM: "xterm-256color", SHELL: "/bin/sh", ...env },
    extendEnv: false,
    input: keys,
    reject: false,
    timeout: 180_000,
  });
  let written = "";
  running.stdout.on("data", (bytes) => {
    written += bytes;
    onWritten?.(written);
  });
  const { stdout } = await running;
  return stdout.replaceAll("\r\n", "\n");
}
