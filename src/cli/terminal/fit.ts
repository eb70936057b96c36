import { wrapped } from "../../command-line/index.ts";
import { shownLength } from "./style.ts";

/**
 * Puts lines that are too wide on several, each but the first two deeper than it began; no word is broken. What is
 * indented by four or more is quoted: code, a place in a file, a path to be copied. That stays as it is. A line with a
 * `^` below it is cut around that.
 */
export function fitted(text: string, columns: number): string {
  const lines = text.split("\n");
  const caretBelow = (at: number) => /^ *(?=\^$)/.exec(lines[at + 1] ?? "")?.[0].length;
  return lines
    .flatMap((line, at) => {
      if (at > 0 && caretBelow(at - 1) !== undefined) return [];
      const caret = caretBelow(at);
      if (caret !== undefined) return cutAround(caret, line, columns);
      const indent = /^ */.exec(line)?.[0] ?? "";
      if (shownLength(line) <= columns || indent.length >= quotedIndent) return line;
      return wrapped(line.split(/(?<=\S) (?! )/), columns, `${indent}  `, shownLength);
    })
    .join("\n");
}

/** As much of a line as there is room for, with the place that a caret points to. */
function cutAround(caret: number, line: string, columns: number): string[] {
  const start = caret < columns - 1 ? 0 : caret - Math.floor(columns / 2);
  const characters = [...line];
  const shown = characters.slice(start, start + columns);
  if (start > 0) shown[0] = "…";
  if (start + columns < characters.length) shown[columns - 1] = "…";
  return [shown.join(""), `${" ".repeat(caret - start)}^`];
}

const quotedIndent = 4;

/**
 * Labels and what belongs to each, beside one another; what is too wide for that, such as an address, stands on a
 * line of its own below.
 */
export function labelled(
  rows: readonly (readonly [label: string, value: string])[],
  columns: number,
  paint: (label: string) => string,
): string[] {
  const width = Math.max(...rows.map(([label]) => label.length));
  const indent = " ".repeat(width + 4);
  return rows.map(([label, value]) => {
    const words = value.split(" ");
    const fits = words.every((word) => indent.length + word.length <= columns);
    if (!fits) return `  ${paint(label)}\n    ${value}`;
    const [first = "", ...others] = wrapped(words, columns - indent.length, "").split("\n");
    return [`  ${paint(label.padEnd(width))}  ${first}`, ...others.map((line) => indent + line)].join("\n");
  });
}
