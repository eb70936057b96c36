import { type Problem, shorten } from "./problem.ts";
import type { Span } from "./tokenizer.ts";

/** What a literal stands for, or what is wrong with it. */
export type Decoded<T> = { readonly value: T } | { readonly problem: Problem };

/** The bytes of a `"…"` token (zig 0.16 `string_literal.parseWrite`). They need not be UTF-8. */
export function decodeString(source: Buffer, token: Span): Decoded<Buffer> {
  const end = token.end - 1;
  let at = token.start + 1;
  // No escape is shorter than what it stands for.
  const decoded = Buffer.alloc(end - at);
  let length = 0;
  while (at < end) {
    const next = source.indexOf(backslash, at);
    const plainEnd = next === -1 || next > end ? end : next;
    length += source.copy(decoded, length, at, plainEnd);
    if (plainEnd === end) break;
    const character = decodeEscape(source, plainEnd, token.end);
    if ("problem" in character) return character;
    const { codepoint, unicode } = character.value;
    if (unicode && codepoint >= 0xd800 && codepoint <= 0xdfff) {
      return { problem: { at: plainEnd + 2, message: notAScalar } };
    }
    if (unicode) length += decoded.write(String.fromCodePoint(codepoint), length);
    else length = decoded.writeUInt8(codepoint, length);
    at = character.value.end;
  }
  return { value: decoded.subarray(0, length) };
}

/** The lines of a `\\` string, joined by `\n` whatever ends them in the file. */
export function decodeMultiline(source: Buffer, span: Span): Buffer {
  const lines: string[] = [];
  for (const line of source.toString("latin1", span.start, span.end).split("\n")) {
    const text = line.replace(/^[ \t\r]*/, "").replace(/\r$/, "");
    if (text.startsWith("\\\\")) lines.push(text.slice(2));
  }
  return Buffer.from(lines.join("\n"), "latin1");
}

/** The name that an identifier token stands for: `foo`, or what is quoted in `@"foo"`. */
export function decodeIdentifier(source: Buffer, token: Span): Decoded<Buffer> {
  if (source[token.start] !== 0x40) return { value: source.subarray(token.start, token.end) };
  return decodeString(source, { start: token.start + 1, end: token.end });
}

/** The code point of a `'…'` token (zig 0.16 `parseCharLiteral`). */
export function decodeChar(source: Buffer, token: Span): Decoded<number> {
  const at = token.start + 1;
  const end = token.end - 1;
  if (at === end) return { problem: { at: token.start, message: "empty character literal" } };
  if (source[at] === backslash) {
    const decoded = decodeEscape(source, at, token.end);
    if ("problem" in decoded) return decoded;
    if (decoded.value.end !== end) return { problem: tooLong(source, decoded.value.end) };
    return { value: decoded.value.codepoint };
  }
  const inner = source.subarray(at, end);
  const length = sequenceLength(inner[0] ?? 0);
  if (length !== undefined && inner.length > length) return { problem: tooLong(source, at + length) };
  const text = inner.toString("utf8");
  const codepoint = text.codePointAt(0);
  if (length === undefined || codepoint === undefined || !Buffer.from(text).equals(inner)) {
    return { problem: { at, message: notAScalar } };
  }
  return { value: codepoint };
}

const backslash = 0x5c;
const notAScalar = "unicode escape does not correspond to a valid unicode scalar value";

interface Escape {
  readonly codepoint: number;
  readonly unicode: boolean;
  readonly end: number;
}

/** One escape sequence; `limit` is the end of the literal, closing quote included. */
function decodeEscape(source: Buffer, start: number, limit: number): Decoded<Escape> {
  const letter = String.fromCharCode(source[start + 1] ?? 0);
  if (letter === "x") return decodeHex(source, start);
  if (letter === "u") return decodeUnicode(source, start, limit);
  const codepoint = simpleEscapes.get(letter);
  if (codepoint === undefined) {
    const hint = "a backslash itself is written `\\\\`";
    return {
      problem: { at: start + 1, message: `invalid escape character: ${show(source, start + 1)}`, hint },
    };
  }
  return { value: { codepoint, unicode: false, end: start + 2 } };
}

const simpleEscapes: ReadonlyMap<string, number> = new Map([
  ["n", 0x0a],
  ["r", 0x0d],
  ["t", 0x09],
  ["\\", backslash],
  ["'", 0x27],
  ['"', 0x22],
]);

/** `\x` and exactly two hex digits: one byte. */
function decodeHex(source: Buffer, start: number): Decoded<Escape> {
  for (const at of [start + 2, start + 3]) {
    if (!isHexDigit(source[at])) {
      return { problem: { at, message: `expected hex digit, found ${show(source, at)}` } };
    }
  }
  const codepoint = Number.parseInt(source.toString("latin1", start + 2, start + 4), 16);
  return { value: { codepoint, unicode: false, end: start + 4 } };
}

/** `\u{…}`: a code point in any number of hex digits. */
function decodeUnicode(source: Buffer, start: number, limit: number): Decoded<Escape> {
  let at = start + 2;
  if (charAt(source, at) !== "{") {
    return { problem: { at, message: `expected '{', found ${show(source, at)}` } };
  }
  at += 1;
  if (charAt(source, at) === "}") return { problem: { at, message: "empty unicode escape sequence" } };
  let codepoint = 0;
  for (; at < limit; at += 1) {
    if (charAt(source, at) === "}") return { value: { codepoint, unicode: true, end: at + 1 } };
    if (!isHexDigit(source[at])) break;
    codepoint = codepoint * 16 + Number.parseInt(charAt(source, at), 16);
    if (codepoint > 0x10ffff) return { problem: { at, message: notAScalar } };
  }
  return { problem: { at, message: `expected hex digit or '}', found ${show(source, at)}` } };
}

function tooLong(source: Buffer, at: number): Problem {
  const hint = 'a text of several characters is a string: "…"';
  return { at, message: `expected single quote ('), found ${show(source, at)}`, hint };
}

/** How many bytes UTF-8 takes for a character that begins so; undefined for a byte that begins none. */
function sequenceLength(first: number): number | undefined {
  if (first < 0x80) return 1;
  if (first >= 0xc0 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf8 ? 4 : undefined;
}

function isHexDigit(byte: number | undefined): boolean {
  return byte !== undefined && /^[0-9A-Fa-f]$/.test(String.fromCharCode(byte));
}

/** The character that begins at a byte, for a message. */
function show(source: Buffer, at: number): string {
  const [character = ""] = source.toString("utf8", at, at + 4);
  return `'${shorten(character)}'`;
}

function charAt(source: Buffer, at: number): string {
  return source.toString("latin1", at, at + 1);
}
