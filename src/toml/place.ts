import { maxShownLine } from "./limits.ts";

/** Both count from one; a column is a UTF-16 unit, as editors count. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A file that has places. Of a secret one no line is shown. */
export interface PlacedFile {
  readonly text: string;
  readonly fileName: string;
  readonly isSecret: boolean;
}

/**
 * One failure with its place and the line it is in, as zig shows them:
 *
 *     pantry.toml:3:9: not a range: "^^1"
 *     httpz = "^^1"
 *             ^
 */
export function showPlace(file: PlacedFile, where: number | Place, what: string): string {
  const { line, column } = typeof where === "number" ? placeAt(file.text, where) : where;
  const head = `${file.fileName}:${line}:${column}: ${what}`;
  const text = file.text.split("\n", line)[line - 1] ?? "";
  if (file.isSecret || text.trim() === "") return head;
  // A long line is cut in front, so that what matters is in sight.
  const cut = Math.max(0, column - 1 - maxShownLine / 2);
  const shown = printable(text.slice(cut).replace(/\r$/, "").replaceAll("\t", " "));
  return `${head}\n${shown}\n${" ".repeat(column - 1 - cut)}^`;
}

/** Text from a file as an error may print it: in quotes, cut, with nothing in it that moves a terminal's cursor. */
export function quoteForMessage(text: string): string {
  return JSON.stringify(printable(text));
}

function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Control characters, and those that turn the direction of text, become `?`; user info of addresses goes. */
function printable(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, "?").replace(/\/\/[^/?#\s"']*@/g, "//…@");
  return clean.length > maxShownLine ? `${clean.slice(0, maxShownLine)}…` : clean;
}
