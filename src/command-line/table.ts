import type { CommandOption } from "./command.ts";
import { wrapped } from "./wrap.ts";

export function optionRows(options: readonly CommandOption[]): string[][] {
  return options.map(({ flag, summary }) => [flag.startsWith("--") ? `    ${flag}` : flag, summary]);
}

/** Two columns; where the second has no room, it stands below the first. No word is broken. */
export function table(rows: readonly (readonly string[])[], columns: number): string[] {
  const width = Math.max(...rows.map(([first = ""]) => first.length));
  const isNarrow = columns - width - 4 < narrowestColumn;
  const indent = " ".repeat(isNarrow ? 6 : width + 4);
  return rows.flatMap(([first = "", second = ""]) => {
    if (isNarrow) return [`  ${first}`, wrapped(`${indent}${second}`.split(/(?<=\S) /), columns, indent)];
    return [wrapped(`  ${first.padEnd(width)}  ${second}`.split(/(?<=\S) (?! )/), columns, indent)];
  });
}

/** A column of single words reads worse than a line below. */
const narrowestColumn = 24;
