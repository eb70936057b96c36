import { type PairSpan, type Section, scanToml, type ValueSpan } from "./scan.ts";
import { formatKey } from "./write.ts";

/**
 * Sets `table.….key` to a value that is TOML already, by splicing: every other byte stays. The text is valid TOML.
 * A value that is there is replaced; a new one goes behind the last of its table, in the notation that the table
 * has (section, dotted keys, inline); where there is no such table, a section is made at the end.
 *
 *     setValue("", ["dependencies", "httpz"], '"^0.3.1"')   // [dependencies]\nhttpz = "^0.3.1"\n
 */
export function setValue(text: string, path: readonly [string, ...string[]], value: string): string {
  const sections = scanToml(text);
  const pairs = pairsOf(sections);
  const there = pairs.find((found) => isSame(found.path, path));
  if (there !== undefined) return splice(text, there.pair.value.start, there.pair.value.end, value);
  const parent = path.slice(0, -1);
  const line = (base: readonly string[]): string =>
    `${path.slice(base.length).map(formatKey).join(".")} = ${value}`;
  const inline = pairs.findLast(
    ({ path: at, pair }) => startsWith(parent, at) && pair.value.pairs !== undefined,
  );
  if (inline !== undefined) return addToInline(text, inline.pair.value, line(inline.path));
  const section = sections.find(({ path: at, header }) => header !== undefined && isSame(at, parent));
  if (section?.header !== undefined) {
    return addLineAfter(text, section.pairs.at(-1) ?? section.header, line(parent));
  }
  const dotted = pairs.findLast(
    ({ path: at, base }) => startsWith(at, parent) && base.length < parent.length,
  );
  if (dotted !== undefined) return addLineAfter(text, dotted.pair, line(dotted.base));
  return addSection(text, `[${parent.map(formatKey).join(".")}]`, line(parent));
}

/**
 * Takes out a value, or a table in whatever notation, with its line. Every other byte stays: what `setValue` added
 * to a table that was there is gone without a trace. A table that becomes empty stays. What is not there is no error.
 */
export function removeValue(text: string, path: readonly string[]): string {
  for (let rest = text; ; ) {
    const next = removeOne(rest, path);
    if (next === undefined) return rest;
    rest = next;
  }
}

/** A pair with its whole path, and where it stands: below a section's `base`, or in an inline table. */
interface FoundPair {
  readonly path: readonly string[];
  readonly base: readonly string[];
  readonly pair: PairSpan;
  readonly inline: ValueSpan | undefined;
}

/** All pairs but those inside arrays, which have no path of keys alone. */
function pairsOf(sections: readonly Section[]): FoundPair[] {
  const found: FoundPair[] = [];
  const visit = (
    base: readonly string[],
    pairs: readonly PairSpan[],
    inline: ValueSpan | undefined,
  ): void => {
    for (const pair of pairs) {
      const path = [...base, ...pair.key];
      found.push({ path, base, pair, inline });
      visit(path, pair.value.pairs ?? [], pair.value);
    }
  };
  for (const { path, pairs } of sections) {
    if (path.every((part) => typeof part === "string")) visit(path, pairs, undefined);
  }
  return found;
}

/** A line of its own behind the one that `span` ends on, indented as that one begins. */
function addLineAfter(
  text: string,
  span: { readonly start: number; readonly end: number },
  line: string,
): string {
  const { contentEnd, eol } = lineAt(text, span.end);
  return splice(text, contentEnd, contentEnd, eol + indentAt(text, span.start) + line);
}

function addSection(text: string, header: string, line: string): string {
  const eol = firstEol(text);
  const isEmpty = text === "" || text === "\ufeff";
  const gap =
    isEmpty || text.endsWith("\n\n") || text.endsWith("\r\n\r\n")
      ? ""
      : text.endsWith("\n")
        ? eol
        : eol + eol;
  return text + gap + header + eol + line + eol;
}

/**
 * An inline table keeps its look. One with a pair on each line gets one more line; else the pair goes behind
 * the last value on the same line.
 */
function addToInline(text: string, table: ValueSpan, pair: string): string {
  const before = table.pairs?.at(-1);
  if (before === undefined) {
    const gap = text[table.start + 1] === "}" ? "" : " ";
    return splice(text, table.start + 1, table.start + 1, gap + pair);
  }
  if (!hasOwnLine(text, before)) return splice(text, before.end, before.end, `, ${pair}`);
  const { contentEnd, eol } = lineAt(text, before.comma ?? before.end);
  const line = eol + indentAt(text, before.start) + pair + (before.comma === undefined ? "" : ",");
  const added = splice(text, contentEnd, contentEnd, line);
  return before.comma === undefined ? splice(added, before.end, before.end, ",") : added;
}

function removeOne(text: string, path: readonly string[]): string | undefined {
  const sections = scanToml(text);
  const section = sections.find(({ path: at, header }) => header !== undefined && startsWith(at, path));
  if (section?.header !== undefined) {
    return removeSection(text, section.header.start, (section.pairs.at(-1) ?? section.header).end);
  }
  const found = pairsOf(sections).find(({ path: at }) => startsWith(at, path));
  if (found === undefined) return undefined;
  if (found.inline === undefined) return removeLines(text, found.pair.start, found.pair.end);
  return removeFromInline(text, found.inline, found.pair);
}

/** Whole lines, with their line end; the last of a file without one takes the line end before it. */
function removeLines(text: string, start: number, end: number): string {
  const from = lineStart(text, start);
  const { contentEnd, nextLine } = lineAt(text, end);
  if (nextLine > contentEnd) return splice(text, from, nextLine, "");
  const before = text.slice(0, from).replace(/\r?\n$/, "");
  return before + text.slice(contentEnd);
}

/** A section goes with the blank line before it, where another follows. */
function removeSection(text: string, start: number, end: number): string {
  const rest = removeLines(text, start, end);
  const at = lineStart(text, start);
  const blankBefore = /(?:^|\n)\r?\n$/.test(text.slice(0, at));
  const blankBehind = /^\r?\n/.exec(rest.slice(at));
  return blankBefore && blankBehind !== null ? splice(rest, at, at + blankBehind[0].length, "") : rest;
}

function removeFromInline(text: string, table: ValueSpan, pair: PairSpan): string {
  const pairs = table.pairs ?? [];
  const index = pairs.findIndex(({ start }) => start === pair.start);
  const before = pairs[index - 1];
  const next = pairs[index + 1];
  if (hasOwnLine(text, pair)) {
    const rest = removeLines(text, pair.start, pair.comma ?? pair.end);
    const strayComma = pair.comma === undefined ? before?.comma : undefined;
    return strayComma === undefined ? rest : splice(rest, strayComma, strayComma + 1, "");
  }
  const [from, to] =
    before !== undefined
      ? [before.end, pair.end]
      : next !== undefined
        ? [pair.start, next.start]
        : [skipSpacesBack(text, pair.start), (pair.comma ?? pair.end - 1) + 1];
  if (!text.slice(from, pair.start).includes("#") && !text.slice(pair.end, to).includes("#")) {
    return splice(text, from, to, "");
  }
  // A comment stands between this pair and its neighbour: leave it, and the comma before it.
  return splice(text, pair.start, (pair.comma ?? pair.end - 1) + 1, "");
}

/** True where nothing but a comma and a comment shares the pair's lines. */
function hasOwnLine(text: string, pair: PairSpan): boolean {
  const end = pair.comma === undefined ? pair.end : pair.comma + 1;
  const { contentEnd, nextLine } = lineAt(text, end);
  const isFirst = /^[ \t]*$/.test(text.slice(lineStart(text, pair.start), pair.start));
  return isFirst && nextLine > contentEnd && /^[ \t]*(?:#.*)?$/.test(text.slice(end, contentEnd));
}

function lineStart(text: string, offset: number): number {
  const start = text.slice(0, offset).lastIndexOf("\n") + 1;
  return start === 0 && text.startsWith("\ufeff") ? 1 : start;
}

/** The line that an offset is in: where its text ends, where the next one begins, and the line end between. */
function lineAt(text: string, offset: number): { contentEnd: number; nextLine: number; eol: string } {
  const newline = text.indexOf("\n", offset);
  if (newline === -1) return { contentEnd: text.length, nextLine: text.length, eol: firstEol(text) };
  const contentEnd = text[newline - 1] === "\r" ? newline - 1 : newline;
  return { contentEnd, nextLine: newline + 1, eol: text.slice(contentEnd, newline + 1) };
}

function firstEol(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? "\n";
}

function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset)))?.[0] ?? "";
}

function skipSpacesBack(text: string, offset: number): number {
  let at = offset;
  while (text[at - 1] === " " || text[at - 1] === "\t") at -= 1;
  return at;
}

function splice(text: string, start: number, end: number, added: string): string {
  return text.slice(0, start) + added + text.slice(end);
}

function startsWith(path: readonly (string | number)[], prefix: readonly string[]): boolean {
  return prefix.every((part, index) => path[index] === part);
}

function isSame(path: readonly (string | number)[], other: readonly string[]): boolean {
  return path.length === other.length && startsWith(path, other);
}
