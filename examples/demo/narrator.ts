import { spawn } from "node:child_process";
import { once } from "node:events";

export interface Narrator {
  title(text: string): void;
  say(text: string): void;
  show(what: string, text: string): void;
  /** Runs a command, shown as a user would type it; its output goes to the screen. Ends the demo if it fails. */
  run(command: ShownCommand): Promise<void>;
}

export interface ShownCommand {
  readonly cwd: string;
  /** What a user would type first. */
  readonly name: string;
  /** What is really run in its place, with what stands before the arguments. */
  readonly program: readonly string[];
  readonly args: readonly string[];
  /** What is piped in, and how that is shown. */
  readonly input?: { readonly text: string; readonly shownAs: string };
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
    async run({ cwd, name, program: [command = "", ...before], args, input }) {
      const pipe = input === undefined ? "" : ` < ${input.shownAs}`;
      write(options.shorten(bold(`\n${cwd}$ ${name} ${args.join(" ")}${pipe}`)));
      const stdin = input === undefined ? "inherit" : "pipe";
      const child = spawn(command, [...before, ...args], {
        cwd,
        env: options.env,
        stdio: [stdin, "inherit", "inherit"],
      });
      child.stdin?.end(input?.text);
      const [code] = await once(child, "exit");
      if (code === 0) return;
      write(`\nThe demo stops here: that command ended with ${code}.`);
      process.exit(1);
    },
  };
}
