import type { SyntaxInit, SyntaxItem, SyntaxNode } from "./syntax.ts";

/** How a file is written, as far as new text has to follow it. */
export interface Layout {
  readonly newline: "\n" | "\r\n";
  /** One level of indentation. */
  readonly unit: string;
  /** A manifest that is written on one line stays on one line. */
  readonly isOneLine: boolean;
}

/** Line ends as the first of the file, indentation as its first field that begins a line; else Zig's own: `\n`, four spaces. */
export function layoutOf(source: Buffer, root: SyntaxNode): Layout {
  const firstNewline = source.indexOf(0x0a);
  const newline = firstNewline > 0 && source[firstNewline - 1] === 0x0d ? "\r\n" : "\n";
  const unit = "items" in root ? unitOf(source, root) : undefined;
  return { newline, unit: unit ?? "    ", isOneLine: isOneLine(source, root) };
}

/** By how much the items of a list are indented against the line that it begins on. */
export function unitOf(source: Buffer, list: SyntaxInit): string | undefined {
  const item = list.items.find((each) => isFirstOnLine(source, each.start));
  if (item === undefined) return undefined;
  const outer = indentAt(source, list.start);
  const inner = indentAt(source, item.start);
  return inner.length > outer.length && inner.startsWith(outer) ? inner.slice(outer.length) : undefined;
}

/** The blanks that begin the line of `at`. */
export function indentAt(source: Buffer, at: number): string {
  const start = lineStartAt(source, at);
  let end = start;
  while (isBlank(source[end])) end += 1;
  return source.toString("latin1", start, end);
}

export function lineStartAt(source: Buffer, at: number): number {
  return at === 0 ? 0 : source.lastIndexOf(0x0a, at - 1) + 1;
}

/** True where only blanks stand before `at` on its line, and a line before that. */
export function isFirstOnLine(source: Buffer, at: number): boolean {
  const start = lineStartAt(source, at);
  return start > 0 && start + indentAt(source, at).length === at;
}

/** Where the text of the line ends, if only blanks and a comment follow `at` on it; else undefined. */
export function restOfLine(source: Buffer, at: number): number | undefined {
  const newline = source.indexOf(0x0a, at);
  if (newline === -1) return undefined;
  const end = source[newline - 1] === 0x0d ? newline - 1 : newline;
  const rest = source.toString("latin1", at, Math.max(at, end)).trim();
  return rest === "" || rest.startsWith("//") ? Math.max(at, end) : undefined;
}

/** The offset behind an item and its comma. */
export function tailOf(item: SyntaxItem): number {
  return item.comma === undefined ? item.end : item.comma + 1;
}

export function isOneLine(source: Buffer, node: SyntaxNode): boolean {
  return !source.subarray(node.start, node.end).includes(0x0a);
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}
