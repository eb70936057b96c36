import cac from "cac";
import type { Command, CommandOption, Invocation } from "./command.ts";
import { cliError } from "./errors.ts";

/** The options that every command has. */
export const globalOptions: readonly CommandOption[] = [
  { flag: "--json", summary: "One JSON document on stdout, errors too" },
  { flag: "-C, --directory <dir>", summary: "Work in that folder" },
  { flag: "-q, --quiet", summary: "Only errors" },
  { flag: "-v, --verbose", summary: "More of what happens" },
  { flag: "--color <when>", summary: "auto, always or never" },
  { flag: "--registry <url>", summary: "The registry to use" },
  { flag: "--offline", summary: "Use only what is in the store" },
  { flag: "-h, --help", summary: "This text" },
];

/** Reads a command's part of the command line. Throws USAGE. */
export function parseInvocation(command: Command, args: readonly string[]): Invocation {
  const parser = cac("pantry");
  const declared = parser.command(`${command.name} ${command.arguments ?? ""}`.trim(), command.summary);
  for (const { flag, summary } of globalOptions) parser.option(flag, summary);
  for (const { flag, summary } of command.options ?? []) declared.option(flag, summary);
  // cac wants `node script` in front, and its own actions so that it checks the arguments.
  declared.action(() => undefined);
  try {
    parser.parse(["node", "pantry", command.name, ...args], { run: false });
    if (parser.options["help"] !== true) parser.runMatchedCommand();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "CACError") throw error;
    throw cliError("USAGE", {
      message: `${lowerFirst(error.message)}`,
      hint: `\`pantry ${command.name} --help\` shows how it is used`,
    });
  }
  const flags = [...globalOptions, ...(command.options ?? [])].map(({ flag }) => namesOf(flag));
  return {
    arguments: [...parser.args].map(String),
    has: (option) => parser.options[camelCase(option)] === true,
    lacks: (option) => parser.options[camelCase(option)] === false,
    value: (option) => typedValue(args, flags.find((names) => names.includes(`--${option}`)) ?? []),
  };
}

/** A mistyped option as nothing at all: for what must be known before the command is. */
export function looseInvocation(args: readonly string[]): Invocation {
  const names = globalOptions.map(({ flag }) => namesOf(flag));
  const find = (option: string) => names.find((each) => each.includes(`--${option}`)) ?? [];
  return {
    arguments: args.filter((arg) => !arg.startsWith("-")),
    has: (option) => find(option).some((name) => args.includes(name)),
    lacks: () => false,
    value: (option) => typedValue(args, find(option)),
  };
}

/** The value as it stands on the command line: cac would turn `1.10` into a number. The last one counts. */
function typedValue(args: readonly string[], names: readonly string[]): string | undefined {
  let found: string | undefined;
  for (const [index, arg] of args.entries()) {
    if (arg === "--") break;
    const name = names.find((each) => arg === each || arg.startsWith(`${each}=`));
    if (name !== undefined) found = arg === name ? args[index + 1] : arg.slice(name.length + 1);
  }
  return found;
}

/** `-C, --directory <dir>` gives `-C` and `--directory`. */
function namesOf(flag: string): string[] {
  return flag
    .replace(/[<[].*$/, "")
    .split(",")
    .map((name) => name.trim());
}

function camelCase(option: string): string {
  return option.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
