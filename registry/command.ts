import { createInterface } from "node:readline";
import {
  type CommandOption,
  commandLineError,
  type Invocation,
  optionRows,
  readerOf,
  table,
} from "../src/command-line/index.ts";
import { exitCodes, PantryError } from "../src/errors.ts";
import { nearest } from "../src/nearest.ts";
import { type RegistryCommand, registryCommands } from "./commands/index.ts";
import { writeLog } from "./log-lines.ts";
import { collectOptions } from "./setting-sources.ts";

/** The options that every command has. Each has its word in the environment: PANTRY_REGISTRY_DATA. */
const globalOptions: readonly CommandOption[] = [
  { flag: "--data <dir>", summary: "Where everything is kept" },
  { flag: "--config <file>", summary: "The settings; registry.toml in the data folder unless given" },
  { flag: "-h, --help", summary: "This text" },
];

const line = readerOf("pantry-registry", globalOptions);

/** `pantry-registry`: runs a registry, or one of the commands of whoever runs it. Gives the exit code. */
export async function runRegistry(args: readonly string[]): Promise<number> {
  try {
    const { command, rest } = commandIn(args);
    const invocation = line.parseInvocation(command, rest);
    if (invocation.has("help")) process.stdout.write(helpText(command));
    else await run(command, invocation);
    return 0;
  } catch (error) {
    if (!(error instanceof PantryError)) throw error;
    process.stderr.write(
      `error: ${error.message}\n${error.hint === undefined ? "" : `hint: ${error.hint}\n`}`,
    );
    return exitCodes[error.exit];
  }
}

function commandIn(args: readonly string[]): { command: RegistryCommand; rest: readonly string[] } {
  const [serve] = registryCommands;
  const [word, ...rest] = args;
  if (word === undefined || word.startsWith("-")) return { command: serve, rest: args };
  const command = registryCommands.find(({ name }) => name === word);
  if (command !== undefined) return { command, rest };
  const names = registryCommands.map(({ name }) => name);
  const guess = nearest(word, names);
  throw commandLineError("USAGE", {
    message: `\`pantry-registry ${word}\` is no command`,
    hint:
      guess === undefined ? `there are ${names.join(", ")}` : `did you mean \`pantry-registry ${guess}\`?`,
  });
}

async function run(command: RegistryCommand, invocation: Invocation): Promise<void> {
  const folder = process.cwd();
  const flag = (key: string) => invocation.value(key) ?? (invocation.has(key) ? "true" : undefined);
  const options = collectOptions({ flag, env: process.env, folder });
  await command.run(
    {
      options: { ...options, log: invocation.has("quiet") ? undefined : writeLog },
      folder,
      print: (text) => void process.stdout.write(`${text}\n`),
      say: (text) => void process.stderr.write(`${text}\n`),
      readLine,
    },
    invocation,
  );
}

async function readLine(): Promise<string> {
  for await (const first of createInterface({ input: process.stdin })) {
    if (first !== "") return first;
    break;
  }
  throw commandLineError("USAGE", { message: "standard input has no line", hint: "pipe it in" });
}

function helpText({ name, arguments: args = "", summary, options = [], examples }: RegistryCommand): string {
  const isDefault = name === registryCommands[0].name;
  const columns = Math.min(process.stdout.columns ?? 100, 120);
  return [
    `${summary}.`,
    "",
    `usage: pantry-registry ${isDefault ? "" : `${name} `}${args}`.trimEnd(),
    "",
    ...table(optionRows([...globalOptions, ...options]), columns),
    "",
    "Every option is also a setting in the environment (PANTRY_REGISTRY_PUBLIC_URL) and in registry.toml.",
    "",
    ...examples.flatMap((example) => [`  ${example.line}`, `      ${example.does}`]),
    ...(isDefault
      ? [
          "",
          "commands:",
          ...table(
            registryCommands.map((each) => [each.name, each.summary]),
            columns,
          ),
        ]
      : []),
    "",
  ].join("\n");
}
