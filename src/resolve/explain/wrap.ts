import { noBreak } from "./wording.ts";

/** Breaks a line at spaces, so that none is longer than `columns`; what goes on is indented by `indent`. */
export function wrap(line: string, columns: number, indent: number): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(/(?<=\S) /)) {
    const joined = current === "" ? word : `${current} ${word}`;
    if (joined.length <= columns || current.trim() === "") current = joined;
    else {
      lines.push(current);
      current = `${" ".repeat(indent)}${word}`;
    }
  }
  return [...lines, current].map((each) => each.replaceAll(noBreak, " "));
}
