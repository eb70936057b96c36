import type { Command, CommandOption } from "./command.ts";
import { globalOptions } from "./parse.ts";
import type { Style } from "./terminal/index.ts";

/** What `pantry` without a command is: it has the options of all, and shows them. */
export const overview: Command = {
  name: "help",
  summary: "What there is",
  examples: [],
  run: async () => undefined,
};

/** `pantry --help`: what there is. */
export function overviewText(commands: readonly Command[], style: Style): string {
  const rows = commands.map(({ name, arguments: args, summary }) => [
    `${name} ${args ?? ""}`.trim().replaceAll("...", "…"),
    summary,
  ]);
  return [
    "Pantry, the package manager for Zig",
    "",
    `${style.strong("usage:")} pantry <command>`,
    "",
    style.strong("commands:"),
    ...table(rows),
    "",
    style.strong("options:"),
    ...table(optionRows(globalOptions)),
    "",
    "`pantry <command> --help` shows a command's own options and examples",
  ].join("\n");
}

/** `pantry add --help`. */
export function commandText(command: Command, style: Style): string {
  const { name, arguments: args, summary, aliases, options = [], examples } = command;
  return [
    summary,
    "",
    `${style.strong("usage:")} pantry ${name} ${args ?? ""}`.trim().replaceAll("...", "…"),
    ...(aliases === undefined
      ? []
      : [`${style.strong("also:")}  ${aliases.map((each) => `pantry ${each}`).join(", ")}`]),
    ...(options.length === 0 ? [] : ["", style.strong("options:"), ...table(optionRows(options))]),
    "",
    style.strong("everywhere:"),
    ...table(optionRows(globalOptions)),
    "",
    style.strong("examples:"),
    ...examples.flatMap(({ line, does }) => [`  ${line}`, style.faint(`      ${does}`)]),
  ].join("\n");
}

function optionRows(options: readonly CommandOption[]): string[][] {
  return options.map(({ flag, summary }) => [flag.startsWith("--") ? `    ${flag}` : flag, summary]);
}

function table(rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(...rows.map(([first = ""]) => first.length));
  return rows.map(([first = "", second = ""]) => `  ${first.padEnd(width)}  ${second}`);
}
