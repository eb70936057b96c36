import { isKeyword } from "./keywords.ts";

/** Half-open range of bytes in the source. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type TokenTag =
  | "eof"
  | "identifier"
  | "keyword"
  | "string"
  | "multiline"
  | "char"
  | "number"
  | "doc comment"
  | "."
  | "{"
  | "}"
  | "="
  | ","
  | "-"
  /** Any other operator or bracket of Zig; none has a place in ZON. */
  | "symbol"
  | "invalid";

export interface Token extends Span {
  readonly tag: TokenTag;
  /** For `invalid`: what is wrong, and at which byte. */
  readonly problem?: { readonly at: number; readonly message: string };
}

/** Where the first token may begin: behind a UTF-8 byte order mark, which Zig skips. */
export function firstTokenOffset(source: Buffer): number {
  return source[0] === 0xef && source[1] === 0xbb && source[2] === 0xbf ? 3 : 0;
}

/**
 * The next token at or after `index`, comments and blanks skipped, as zig 0.16 `std.zig.Tokenizer` cuts them.
 * Never fails: what is no token comes back as `invalid`.
 */
export function tokenAt(source: Buffer, index: number): Token {
  let at = index;
  for (;;) {
    const byte = source[at];
    if (byte === undefined) return { tag: "eof", start: at, end: at };
    if (byte === space || byte === newline || byte === tab || byte === carriageReturn) {
      at += 1;
      continue;
    }
    if (byte === slash && source[at + 1] === slash) {
      const comment = commentAt(source, at);
      if (typeof comment !== "number") return comment;
      at = comment;
      continue;
    }
    return visibleTokenAt(source, at, byte);
  }
}

const tab = 0x09;
const newline = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const bang = 0x21;
const quote = 0x22;
const apostrophe = 0x27;
const slash = 0x2f;
const atSign = 0x40;
const backslash = 0x5c;

function visibleTokenAt(source: Buffer, start: number, byte: number): Token {
  if (isIdentifierStart(byte)) return wordAt(source, start);
  if (isDigit(byte)) return { tag: "number", start, end: numberEnd(source, start) };
  if (byte === quote) return quotedAt(source, start, start, quote, "string", "string literal");
  if (byte === apostrophe) return quotedAt(source, start, start, apostrophe, "char", "character literal");
  if (byte === backslash) return multilineAt(source, start);
  if (byte === atSign) return atSignAt(source, start);
  return symbolAt(source, start);
}

function wordAt(source: Buffer, start: number): Token {
  let end = start + 1;
  while (isIdentifierPart(source[end])) end += 1;
  return { tag: isKeyword(source.toString("latin1", start, end)) ? "keyword" : "identifier", start, end };
}

/** `@"any name"` is an identifier; `@import` and its like are builtins, which ZON has not. */
function atSignAt(source: Buffer, start: number): Token {
  const next = source[start + 1];
  if (next === quote) return quotedAt(source, start, start + 1, quote, "identifier", "quoted identifier");
  if (!isIdentifierStart(next)) return invalid(source, start, start, "'@' stands alone");
  let end = start + 2;
  while (isIdentifierPart(source[end])) end += 1;
  return { tag: "symbol", start, end };
}

/** A literal between `opening` and the next bare `terminator` on the same line. */
function quotedAt(
  source: Buffer,
  start: number,
  opening: number,
  terminator: number,
  tag: TokenTag,
  what: string,
): Token {
  let at = opening + 1;
  for (;;) {
    const byte = source[at];
    if (byte === undefined || byte === newline) return invalid(source, start, start, `${what} is not closed`);
    if (byte === carriageReturn && source[at + 1] === newline) {
      return invalid(source, start, start, `${what} is not closed`);
    }
    if (isControl(byte)) {
      return invalid(source, start, at, `${what} contains invalid byte: ${showByte(byte)}`);
    }
    if (byte === terminator) return { tag, start, end: at + 1 };
    if (byte !== backslash) {
      at += 1;
      continue;
    }
    // The byte behind a backslash ends nothing; a bad one is met by the checks above in the next round.
    const escaped = source[at + 1];
    at += escaped === terminator || escaped === backslash ? 2 : 1;
  }
}

/** One line of a multi-line string: `\\` up to the end of the line, which is not part of it. */
function multilineAt(source: Buffer, start: number): Token {
  if (source[start + 1] !== backslash) return invalid(source, start, start, "'\\' stands alone");
  const end = lineEnd(source, start + 2);
  return typeof end === "number"
    ? { tag: "multiline", start, end }
    : invalid(source, start, end.at, `string literal contains invalid byte: ${showByte(end.byte)}`);
}

/** The offset behind an ordinary comment, or the token that a doc comment is. */
function commentAt(source: Buffer, start: number): number | Token {
  const end = lineEnd(source, start + 2);
  if (typeof end !== "number") {
    return invalid(source, start, end.at, `comment contains invalid byte: ${showByte(end.byte)}`);
  }
  // `///` documents something and `//!` the file; four slashes are an ordinary comment again.
  const isDoc = source[start + 2] === slash && source[start + 3] !== slash;
  if (isDoc || source[start + 2] === bang) return { tag: "doc comment", start, end };
  return end;
}

/** The end of the line (before `\n` or `\r\n`), or the first byte on it that Zig allows in no comment and no string. */
function lineEnd(source: Buffer, from: number): number | { readonly at: number; readonly byte: number } {
  for (let at = from; ; at += 1) {
    const byte = source[at];
    if (byte === undefined || byte === newline) return at;
    if (byte === carriageReturn && source[at + 1] === newline) return at;
    if (isControl(byte)) return { at, byte };
  }
}

/** The end of a number as far as the tokenizer cares; whether its digits make sense is for number-literal.ts. */
function numberEnd(source: Buffer, start: number): number {
  let at = start + 1;
  let sawPeriod = false;
  for (;;) {
    const byte = source[at];
    if (isExponent(byte)) {
      at += 1;
      if (source[at] === 0x2b || source[at] === 0x2d) {
        at += 1;
        sawPeriod = true;
      }
    } else if (isIdentifierPart(byte)) {
      at += 1;
    } else if (byte === 0x2e && !sawPeriod && isIdentifierPart(source[at + 1])) {
      at += 1;
      sawPeriod = true;
    } else {
      return at;
    }
  }
}

/** Longest first, so that `==` is not read as two `=`. */
const allSymbols = (
  "<<|= ... **= *%= *|= +%= +|= -%= -|= <<= <<| >>= " +
  ".. .* ** *= *% *| ++ += +% +| -> -= -% -| << <= >> >= == => != || |= %= ^= /= &= " +
  ". { } = , - ( ) [ ] ; ? : % * + < > ^ ~ / & ! |"
).split(" ");

/** Those that begin with a byte: of every three tokens two are symbols. */
const symbolsByByte: readonly (readonly string[])[] = Array.from({ length: 0x80 }, (_, byte) =>
  allSymbols.filter((symbol) => symbol.charCodeAt(0) === byte),
);

function symbolAt(source: Buffer, start: number): Token {
  const text = source.toString("latin1", start, start + 4);
  const byte = source[start] ?? 0;
  const symbol = symbolsByByte[byte]?.find((candidate) => text.startsWith(candidate));
  if (symbol === undefined) return invalid(source, start, start, `invalid byte: ${showByte(byte)}`);
  return { tag: plain.has(symbol) ? (symbol as TokenTag) : "symbol", start, end: start + symbol.length };
}

const plain: ReadonlySet<string> = new Set([".", "{", "}", "=", ",", "-"]);

/** Zig gives up on the rest of the line. */
function invalid(source: Buffer, start: number, at: number, message: string): Token {
  const end = source.indexOf(newline, at);
  return { tag: "invalid", start, end: end === -1 ? source.length : end, problem: { at, message } };
}

function showByte(byte: number): string {
  if (byte === tab) return "'\\t'";
  if (byte === carriageReturn) return "'\\r'";
  return byte > space && byte < 0x7f
    ? `'${String.fromCharCode(byte)}'`
    : `'\\x${byte.toString(16).padStart(2, "0")}'`;
}

function isControl(byte: number): boolean {
  return (byte < space && byte !== newline) || byte === 0x7f;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isIdentifierStart(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const lower = byte | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || byte === 0x5f;
}

function isIdentifierPart(byte: number | undefined): boolean {
  return isIdentifierStart(byte) || isDigit(byte);
}

function isExponent(byte: number | undefined): boolean {
  return byte === 0x65 || byte === 0x45 || byte === 0x70 || byte === 0x50;
}
