import { spawn } from "node:child_process";
import { once } from "node:events";

export interface Narrator {
  title(text: string): void;
  say(text: string): void;
  show(what: string, text: string): void;
  /** Runs a command, shown as a user would type it; its output goes to the screen. Ends the demo if it fails. */
  run(cwd: string, name: string, program: readonly string[], args: readonly string[]): Promise<void>;
}

/** Tells what happens as it happens. */
export function narrator(options: {
  readonly env: NodeJS.ProcessEnv;
  /** Takes out of a line what only clutters it. */
  readonly shorten: (text: string) => string;
}): Narrator {
  const write = (text: string) => process.stdout.write(`${text}\n`);
  const bold = (text: string) => (process.stdout.isTTY ? `\u001b[1m${text}\u001b[0m` : text);
  const indent = (text: string) => text.trimEnd().replace(/^/gm, "    ");
  return {
    title: (text) => write(`\n${bold(text)}`),
    say: (text) => write(options.shorten(text)),
    show: (what, text) => write(`${what}:\n${indent(text)}`),
    async run(cwd, name, [command = "", ...before], args) {
      write(options.shorten(`${bold(`${cwd}$ ${name} ${args.join(" ")}`)}`));
      const child = spawn(command, [...before, ...args], { cwd, env: options.env, stdio: "inherit" });
      const [code] = await once(child, "exit");
      if (code === 0) return;
      write(`\nThe demo stops here: that command ended with ${code}.`);
      process.exit(1);
    },
  };
}
