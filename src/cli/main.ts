import packageJson from "../../package.json" with { type: "json" };
import { exitCodes } from "../errors.ts";
import type { Command } from "./command.ts";
import { makeContext, type Surroundings, terminalFor } from "./context.ts";
import { cliError, SaidAlready } from "./errors.ts";
import { commandIndex, globalOptions, looseInvocation, parseInvocation } from "./parse.ts";
import { reportError } from "./terminal/index.ts";

/** Loaded when used: each command brings its own modules. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  init: async () => (await import("./commands/init.ts")).init,
  add: async () => (await import("./commands/add.ts")).add,
  remove: async () => (await import("./commands/remove.ts")).remove,
  install: async () => (await import("./commands/install.ts")).install,
  update: async () => (await import("./commands/update.ts")).update,
  outdated: async () => (await import("./commands/outdated.ts")).outdated,
  tree: async () => (await import("./commands/tree.ts")).tree,
  why: async () => (await import("./commands/why.ts")).why,
  verify: async () => (await import("./commands/verify.ts")).verify,
  audit: async () => (await import("./commands/audit.ts")).audit,
  vendor: async () => (await import("./commands/vendor.ts")).vendor,
  store: async () => (await import("./commands/store.ts")).store,
  pack: async () => (await import("./commands/pack.ts")).pack,
  publish: async () => (await import("./commands/publish.ts")).publish,
  search: async () => (await import("./commands/search.ts")).search,
  info: async () => (await import("./commands/info.ts")).info,
  login: async () => (await import("./commands/login.ts")).login,
  logout: async () => (await import("./commands/logout.ts")).logout,
  whoami: async () => (await import("./commands/whoami.ts")).whoami,
  owner: async () => (await import("./commands/owner.ts")).owner,
  yank: async () => (await import("./commands/yank.ts")).yank,
  deprecate: async () => (await import("./commands/deprecate.ts")).deprecate,
  token: async () => (await import("./commands/token.ts")).token,
  registry: async () => (await import("./commands/registry.ts")).registry,
  config: async () => (await import("./commands/config.ts")).config,
  doctor: async () => (await import("./commands/doctor.ts")).doctor,
  completions: async () => (await import("./commands/completions.ts")).completions,
  hash: async () => (await import("./commands/hash.ts")).hash,
  complete: async () => (await import("./commands/complete.ts")).complete,
};

export const aliases: Readonly<Record<string, readonly string[]>> = {
  i: ["install"],
  ci: ["install", "--frozen"],
  rm: ["remove"],
};

/** Runs one command line. Gives the exit code; only the entry sets it. */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    await run(args, surroundings);
    return 0;
  } catch (error) {
    if (error instanceof SaidAlready) return exitCodes[error.exit];
    const terminal = terminalFor(surroundings, looseInvocation(args));
    const report = reportError(error, terminal.style);
    terminal.fail(report);
    return report.exitCode;
  }
}

async function run(args: readonly string[], surroundings: Surroundings): Promise<void> {
  const { name, rest } = splitCommand(args);
  if (name === undefined) return showOverview(args, surroundings);
  // What people try first: `pantry help add`.
  if (name === "help") return run([...rest, "--help"], surroundings);
  const [known = name, ...extra] = named(aliases, name) ?? [];
  const load = named(commands, known);
  if (load === undefined) {
    // `--colour always install`: what is wrong is the option, and its value looks like the command.
    parseInvocation((await import("./help.ts")).overview, args.slice(0, commandIndex(args)));
    throw await unknownCommand(name);
  }
  const command = await load();
  const invocation = parseInvocation(command, [...extra, ...rest]);
  if (invocation.has("help")) {
    const { commandText, declarationOf } = await import("./help.ts");
    const terminal = terminalFor(surroundings, invocation);
    terminal.answer(declarationOf(command), commandText(command, terminal.style, terminal.columns));
    return;
  }
  await command.run(makeContext(surroundings, invocation), invocation);
}

async function showOverview(args: readonly string[], surroundings: Surroundings): Promise<void> {
  const { declarationOf, overview, overviewText } = await import("./help.ts");
  const invocation = parseInvocation(overview, args);
  const { version } = packageJson;
  const asked = invocation.has("help") || invocation.has("version");
  // `--color install`: the command became the option's value, and is wrong there.
  const terminal = asked
    ? terminalFor(surroundings, invocation)
    : makeContext(surroundings, invocation).terminal;
  if (invocation.has("version")) return terminal.answer({ version }, `pantry ${version}`);
  const all = await allCommands();
  const text = overviewText(all, terminal.style, terminal.columns);
  terminal.answer({ commands: all.map(declarationOf), options: globalOptions }, text);
}

/** All that people type, in the order in which they are shown. */
export async function allCommands(): Promise<Command[]> {
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  return all.filter(({ hidden }) => hidden !== true);
}

/** The first word that is no option is the command; options may stand before it (`pantry -C app install`). */
function splitCommand(args: readonly string[]): {
  readonly name: string | undefined;
  readonly rest: string[];
} {
  const index = commandIndex(args);
  return { name: index === undefined ? undefined : args[index], rest: args.filter((_, at) => at !== index) };
}

/** What a table itself has: `constructor` is no command. */
function named<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

async function unknownCommand(name: string) {
  const { knownElsewhere } = await import("./known-elsewhere.ts");
  const { nearest } = await import("../nearest.ts");
  const near = nearest(name, [...Object.keys(commands), ...Object.keys(aliases)]);
  const guess = named(knownElsewhere, name) ?? (near && `pantry ${near}`);
  return cliError("USAGE", {
    message: `\`${name}\` is no command of pantry`,
    hint: guess === undefined ? "`pantry --help` lists them" : `did you mean \`${guess}\`?`,
  });
}
