import type { PantryError } from "../errors.ts";
import { type zonCodes, zonError } from "./errors.ts";
import { maxLineShown, maxProblemsShown, maxWordShown } from "./limits.ts";

/** One thing that is wrong with a file, at one byte of it. */
export interface Problem {
  readonly at: number;
  readonly message: string;
  readonly hint?: string | undefined;
}

/**
 * The error for one or more problems of a file, each shown as zig does:
 *
 *     build.zig.zon:3:16: expected ',' after initializer
 *         .name = .demo
 *                      ^
 *
 * One problem's hint is the error's; of several each has its own below it.
 */
export function problemsError(
  code: keyof typeof zonCodes,
  source: Buffer,
  fileName: string,
  problems: readonly Problem[],
): PantryError {
  const [first] = problems;
  if (first !== undefined && problems.length === 1) {
    const message = renderProblem(source, fileName, first);
    return zonError(code, first.hint === undefined ? { message } : { message, hint: first.hint });
  }
  const shown = problems.slice(0, maxProblemsShown).map((problem) => {
    const text = renderProblem(source, fileName, problem);
    return problem.hint === undefined ? text : `${text}\n  hint: ${problem.hint}`;
  });
  const rest = problems.length - shown.length;
  if (rest > 0) shown.push(`and ${rest} more`);
  return zonError(code, { message: shown.join("\n") });
}

/** A word from a file, as a message may repeat it. */
export function shorten(word: string): string {
  const shown = word.length > maxWordShown ? `${word.slice(0, maxWordShown)}…` : word;
  return shown.replace(unprintable, "\ufffd");
}

/** `line` and `column` count from 1; a column is a byte, as in zig's own messages. */
export function placeOf(source: Buffer, at: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let lineStart = 0;
  for (let next = source.indexOf(0x0a); next !== -1 && next < at; next = source.indexOf(0x0a, next + 1)) {
    line += 1;
    lineStart = next + 1;
  }
  return { line, column: at - lineStart + 1 };
}

const unprintable = /[\p{C}\u2028\u2029]/gu;

function renderProblem(source: Buffer, fileName: string, problem: Problem): string {
  const { line, column } = placeOf(source, problem.at);
  const lineStart = problem.at - column + 1;
  const newline = source.indexOf(0x0a, problem.at);
  const before = printable(source.subarray(lineStart, problem.at));
  const behind = printable(source.subarray(problem.at, newline === -1 ? source.length : newline));
  const { text, caret } = window(before, behind);
  return `${fileName}:${line}:${column}: ${problem.message}\n${text}\n${" ".repeat(caret)}^`;
}

/** The part of the line around the caret, with `…` where something was left out. */
function window(before: string, behind: string): { readonly text: string; readonly caret: number } {
  const half = maxLineShown / 2;
  const left = before.length > half ? `…${before.slice(before.length - half + 1)}` : before;
  const room = maxLineShown - left.length;
  const right = behind.length > room ? `${behind.slice(0, room - 1)}…` : behind.trimEnd();
  return { text: left + right, caret: left.length };
}

/**
 * One column for each character, and nothing that a terminal would obey:
 * a manifest may come from a stranger's archive.
 */
function printable(bytes: Buffer): string {
  const text = bytes.toString("utf8").replace(/\r$/, "").replaceAll("\t", " ");
  return text.replace(unprintable, "\ufffd");
}
