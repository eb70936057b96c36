import { indentAt, isFirstOnLine, type Layout, lineStartAt, restOfLine, tailOf, unitOf } from "./layout.ts";
import { deletion, type Edit, insertion } from "./splice.ts";
import type { SyntaxInit, SyntaxItem } from "./syntax.ts";
import { tokenAt } from "./tokenizer.ts";

/**
 * Where an item is written: on lines of its own, indented by `indent`, or within a line.
 * An item is rendered without a comma; its first line begins where it is put.
 */
export type Spot = { readonly kind: "lines"; readonly indent: string } | { readonly kind: "inline" };
export type Render = (spot: Spot) => string;

/**
 * Adds an item at the end of a list. Whether the last item has a comma stays as it was.
 * `removeItem` on the result gives the former bytes back, whatever the list looked like.
 */
export function appendItem(source: Buffer, list: SyntaxInit, layout: Layout, render: Render): Edit[] {
  const last = list.items.at(-1);
  if (last === undefined) return fillEmpty(source, list, layout, render);
  const close = list.end - 1;
  if (!isFirstOnLine(source, close)) return [appendInline(source, last, layout, render)];
  const indent = isFirstOnLine(source, last.start)
    ? indentAt(source, last.start)
    : indentAt(source, close) + (unitOf(source, list) ?? layout.unit);
  const item = indent + render({ kind: "lines", indent });
  if (last.comma !== undefined) return [insertion(lineStartAt(source, close), `${item},${layout.newline}`)];
  // A comma at the end of a multi-line string would be a part of it.
  const comma = last.value.kind === "multiline" ? `${layout.newline + indent},` : ",";
  return [insertion(last.end, comma), insertion(lineStartAt(source, close), item + layout.newline)];
}

/** Adds an item directly behind another one. */
export function insertAfter(
  source: Buffer,
  list: SyntaxInit,
  item: SyntaxItem,
  layout: Layout,
  render: Render,
): Edit[] {
  if (item.comma === undefined || item === list.items.at(-1)) return appendItem(source, list, layout, render);
  const lineEnd = restOfLine(source, item.comma + 1);
  if (lineEnd === undefined || !isFirstOnLine(source, item.start)) {
    return [insertion(item.comma + 1, ` ${render({ kind: "inline" })},`)];
  }
  const indent = indentAt(source, item.start);
  return [insertion(lineEnd, `${layout.newline + indent + render({ kind: "lines", indent })},`)];
}

/**
 * Takes an item out of a list, with its comma. An item on lines of its own goes with them, with the comments inside it
 * and one behind it on its last line; with `keepComments` those stay, and only what is no comment goes.
 * Comments above an item always stay: they may speak of what follows, too.
 */
export function removeItem(
  source: Buffer,
  list: SyntaxInit,
  item: SyntaxItem,
  options: { readonly keepComments?: boolean } = {},
): Edit[] {
  const lineEnd = isFirstOnLine(source, item.start) ? restOfLine(source, tailOf(item)) : undefined;
  const previous = list.items[list.items.indexOf(item) - 1];
  const next = list.items[list.items.indexOf(item) + 1];
  // In a list without a comma at its end, the one before goes with the last item.
  const orphan = next === undefined && item.comma === undefined ? previous?.comma : undefined;
  const orphaned = orphan === undefined ? [] : [deletion(orphan, orphan + 1)];
  if (options.keepComments === true && hasComment(source, item.start, lineEnd ?? tailOf(item))) {
    return [...orphaned, ...deleteTokens(source, item.start, tailOf(item))];
  }
  if (list.items.length === 1) return removeOnly(source, list, item, lineEnd);
  if (lineEnd !== undefined) {
    return [...orphaned, deletion(lineStartAt(source, item.start), source.indexOf(0x0a, lineEnd) + 1)];
  }
  if (
    next !== undefined &&
    isBlank(source, tailOf(item), next.start) &&
    !hasNewline(source, tailOf(item), next.start)
  ) {
    return [deletion(item.start, next.start)];
  }
  const before = previous === undefined ? list.brace + 1 : tailOf(previous);
  const isGapBlank = isBlank(source, before, item.start);
  return [...orphaned, deletion(isGapBlank ? before : item.start, tailOf(item))];
}

/** `.{}`, or a list with nothing but blanks and comments in it. */
function fillEmpty(source: Buffer, list: SyntaxInit, layout: Layout, render: Render): Edit[] {
  const open = list.brace + 1;
  const close = list.end - 1;
  const outer = indentAt(source, list.start);
  const indent = outer + layout.unit;
  const item = () => `${indent + render({ kind: "lines", indent })},${layout.newline}`;
  // Behind a comment only blanks can stand before the brace.
  if (!isBlank(source, open, close)) return [insertion(lineStartAt(source, close), item())];
  if (open === close && layout.isOneLine) return [insertion(open, ` ${render({ kind: "inline" })} `)];
  // Blanks stay where `removeOnly` can tell them from the ones that are added here.
  if (hasNewline(source, open, close)) return [insertion(open, layout.newline + item())];
  return [insertion(close, layout.newline + item() + outer)];
}

function appendInline(source: Buffer, last: SyntaxItem, layout: Layout, render: Render): Edit {
  const gap = isFirstOnLine(source, last.start) ? layout.newline + indentAt(source, last.start) : " ";
  const item = gap + render({ kind: "inline" });
  return last.comma === undefined ? insertion(last.end, `,${item}`) : insertion(last.comma + 1, `${item},`);
}

/** Leaves `.{}`, or the comments and blanks that were there before an item was added. */
function removeOnly(source: Buffer, list: SyntaxInit, item: SyntaxItem, lineEnd: number | undefined): Edit[] {
  const open = list.brace + 1;
  const close = list.end - 1;
  const tail = lineEnd ?? tailOf(item);
  if (isBlank(source, open, item.start) && isBlank(source, tail, close)) {
    const front = source.toString("latin1", open, item.start);
    const back = source.toString("latin1", tail, close);
    const kept =
      front.replace(/\r?\n[^\n]*$|^[^\n]*$/, "") +
      (/\n[^\n]*\n/.test(back) ? back.replace(/^[^\n]*\n/, "") : "");
    return [{ start: open, end: close, text: kept }];
  }
  if (lineEnd === undefined) return [deletion(item.start, tail)];
  return [deletion(lineStartAt(source, item.start), source.indexOf(0x0a, lineEnd) + 1)];
}

/** Deletes the tokens between two offsets, each with the blanks behind it, and leaves comments and lines. */
function deleteTokens(source: Buffer, start: number, end: number): Edit[] {
  const tokens: Edit[] = [];
  for (let token = tokenAt(source, start); token.end <= end && token.tag !== "eof"; ) {
    const next = tokenAt(source, token.end);
    const blanks = /^[ \t]*/.exec(source.toString("latin1", token.end, next.start))?.[0].length ?? 0;
    tokens.push(deletion(token.start, token.end + blanks));
    token = next;
  }
  return tokens;
}

/** True where a comment begins between two offsets, the first of which is the start of a token. */
function hasComment(source: Buffer, start: number, end: number): boolean {
  for (let token = tokenAt(source, start); token.start < end && token.tag !== "eof"; ) {
    const next = tokenAt(source, token.end);
    if (!isBlank(source, token.end, Math.min(next.start, end))) return true;
    token = next;
  }
  return false;
}

function isBlank(source: Buffer, start: number, end: number): boolean {
  return source.toString("latin1", start, end).trim() === "";
}

function hasNewline(source: Buffer, start: number, end: number): boolean {
  return source.subarray(start, end).includes(0x0a);
}
