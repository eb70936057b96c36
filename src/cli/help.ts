import { optionRows, table, wrapped } from "../command-line/index.ts";
import type { Command } from "./command.ts";
import { globalOptions } from "./parse.ts";
import type { Style } from "./terminal/index.ts";

/** What `pantry` without a command is: it has the options of all, and shows them. */
export const overview: Command = {
  name: "help",
  summary: "What there is",
  options: [{ flag: "-V, --version", summary: "Which Pantry this is" }],
  examples: [],
  run: async () => undefined,
};

/** `pantry --help`: what there is. */
export function overviewText(commands: readonly Command[], style: Style, columns: number): string {
  const rows = commands.map(({ name, summary }) => [name, summary]);
  return [
    "Pantry, the package manager for Zig",
    "",
    `${style.strong("usage:")} pantry <command>`,
    "",
    style.strong("commands:"),
    ...table(rows, columns),
    "",
    style.strong("options:"),
    ...table(optionRows([...globalOptions, ...(overview.options ?? [])]), columns),
    "",
    wrapped("`pantry <command> --help` shows a command's own options and examples".split(" "), columns, ""),
  ].join("\n");
}

/** `pantry add --help`. */
export function commandText(command: Command, style: Style, columns: number): string {
  const { name, arguments: args, summary, aliases, options = [], examples } = command;
  return [
    wrapped(summary.split(" "), columns, ""),
    "",
    `${style.strong("usage:")} pantry ${name} ${args ?? ""}`.trim().replaceAll("...", "…"),
    ...(aliases === undefined
      ? []
      : [`${style.strong("also:")}  ${aliases.map((each) => `pantry ${each}`).join(", ")}`]),
    ...(options.length === 0 ? [] : ["", style.strong("options:"), ...table(optionRows(options), columns)]),
    "",
    style.strong("everywhere:"),
    ...table(optionRows(globalOptions), columns),
    "",
    style.strong("examples:"),
    ...examples.flatMap(({ line, does }) => [
      `  ${line}`,
      style.faint(wrapped(`      ${does}`.split(/(?<=\S) /), columns, "      ")),
    ]),
  ].join("\n");
}

/** What `--help --json` says of a command. */
export function declarationOf({ name, arguments: args, summary, aliases, options, examples }: Command) {
  return { name, arguments: args, summary, aliases, options, examples };
}
