import { type Problem, shorten } from "./problem.ts";
import { type Span, type Token, tokenAt } from "./tokenizer.ts";

/** Where the parser stopped: the token that does not fit, and where the one before it ends. */
export interface ErrorPlace {
  readonly source: Buffer;
  readonly token: Token;
  readonly previousEnd: number;
}

export function behindDocument(place: ErrorPlace): Problem {
  return behindValue(place) ?? expected(place, "end of file");
}

export function noComma(place: ErrorPlace): Problem {
  const { token } = place;
  if (token.tag === "symbol" && /^[:)\]]$/.test(textOf(place, token))) return expected(place, "'}'");
  const problem = behindValue(place);
  if (problem !== undefined) return problem;
  const message = "expected ',' after initializer";
  if (token.tag !== "=") return { at: pointOf(place), message };
  return { at: token.start, message, hint: "a list has either fields (`.name = value`) or plain values" };
}

export function noField(place: ErrorPlace): Problem {
  const behindDot = tokenAt(place.source, place.token.end);
  if (place.token.tag === "." && behindDot.tag === "keyword") return keyword(place, behindDot);
  return (
    notAToken(place) ?? {
      at: pointOf(place),
      message: "expected field initializer",
      hint: "each field is written `.name = value`",
    }
  );
}

export function noExpression(place: ErrorPlace): Problem {
  const { token } = place;
  const text = textOf(place, token);
  const at = token.start;
  if (text === "&") return { at, message: "pointers are not available in ZON", hint: "leave out the '&'" };
  if (text === "(") {
    return { at, message: "expression grouping is not allowed in ZON", hint: "leave out the parentheses" };
  }
  if (text.startsWith("@") && token.tag === "symbol") {
    return { at, message: "builtin function calls are not allowed in ZON", hint: literalsOnly };
  }
  if (token.tag === "keyword") {
    return { at, message: `'${text}' is not available in ZON`, hint: literalsOnly };
  }
  return notAToken(place) ?? expected(place, "expression");
}

export function badNegation(minus: number): Problem {
  return { at: minus, message: "expected number or 'inf' after '-'" };
}

export function badDot(place: ErrorPlace, dot: number): Problem {
  if (place.token.tag === "keyword") return keyword(place, place.token);
  return notAToken(place) ?? { at: dot, message: "expected expression, found '.'" };
}

const literalsOnly = "ZON has literals only: no types, no expressions";

/** Something that in Zig continues a value. */
function behindValue(place: ErrorPlace): Problem | undefined {
  const { token } = place;
  const at = token.start;
  if (token.tag === "{") {
    return { at, message: "types are not available in ZON", hint: "replace the type with '.'" };
  }
  if (token.tag === "symbol" || token.tag === "keyword" || token.tag === "-") {
    return { at, message: `'${textOf(place, token)}' is not allowed in ZON`, hint: literalsOnly };
  }
  return notAToken(place);
}

function notAToken({ source, token }: ErrorPlace): Problem | undefined {
  if (token.tag === "doc comment") {
    const message = "documentation comments are not allowed in ZON";
    return { at: token.start, message, hint: "write `//` instead" };
  }
  if (token.problem === undefined) return undefined;
  const { at, message } = token.problem;
  return { at, message, hint: hintFor(source[at] ?? 0, message) };
}

function hintFor(byte: number, message: string): string | undefined {
  const isInQuotes = message.startsWith("string") || message.startsWith("comment");
  if (byte === 0x09) return isInQuotes ? "Zig allows no tab there; write spaces" : undefined;
  return byte >= 0x80 ? 'names with letters beyond ASCII are written .@"…"' : undefined;
}

function keyword(place: ErrorPlace, token: Span): Problem {
  const word = textOf(place, token);
  return { at: token.start, message: `'${word}' is a keyword of Zig`, hint: `write .@"${word}"` };
}

function expected(place: ErrorPlace, what: string): Problem {
  const found = place.token.tag === "eof" ? "end of file" : `'${textOf(place, place.token)}'`;
  return { at: pointOf(place), message: `expected ${what}, found ${found}` };
}

/** As zig does it: what is missing at the end of a line is shown there, not at the first word of the next. */
function pointOf({ source, token, previousEnd }: ErrorPlace): number {
  const gap = source.subarray(previousEnd, token.start);
  return previousEnd > 0 && gap.includes(0x0a) ? previousEnd : token.start;
}

function textOf({ source }: ErrorPlace, token: Span): string {
  return shorten(source.toString("utf8", token.start, token.end));
}
