import { decodeNumber } from "./number-literal.ts";
import { type Problem, problemsError, shorten } from "./problem.ts";
import { decodeChar, decodeIdentifier, decodeMultiline, decodeString } from "./string-literal.ts";
import { parseSyntax, type SyntaxInit, type SyntaxLeaf, type SyntaxNode } from "./syntax.ts";
import type { Span } from "./tokenizer.ts";

/** A value in a ZON file, with the bytes where it stands. */
export type ZonNode =
  | (Span & { readonly kind: "struct"; readonly fields: readonly ZonField[] })
  | (Span & { readonly kind: "tuple"; readonly elements: readonly ZonNode[] })
  /** `.{}` is a struct or a tuple, as the reader likes. */
  | (Span & { readonly kind: "empty" })
  /** Bytes, since `"\xff"` is a string too. */
  | (Span & { readonly kind: "string"; readonly value: Buffer })
  | (Span & { readonly kind: "enum"; readonly value: string })
  | (Span & { readonly kind: "int"; readonly value: bigint })
  /** `inf` and `nan` too. The nearest double: Zig keeps 128 bits. */
  | (Span & { readonly kind: "float"; readonly value: number })
  /** A code point. */
  | (Span & { readonly kind: "char"; readonly value: number })
  | (Span & { readonly kind: "bool"; readonly value: boolean })
  | (Span & { readonly kind: "null" });

/** Spans name and value. Bytes in a name that are not UTF-8 show as U+FFFD. */
export interface ZonField extends Span {
  readonly name: string;
  readonly value: ZonNode;
}

/**
 * Reads a ZON file: exactly what `zig ast-check --zon` of Zig 0.16 accepts, up to the limits of limits.ts.
 * Throws ZON_SYNTAX with line, column, the line itself and a caret, or ZON_LIMIT.
 */
export function parseZon(source: Buffer, fileName: string): ZonNode {
  const problems: Problem[] = [];
  const node = readValue(parseSyntax(source, fileName), { source, problems });
  if (problems.length > 0) throw problemsError("ZON_SYNTAX", source, fileName, problems);
  return node;
}

interface Reading {
  readonly source: Buffer;
  readonly problems: Problem[];
}

function readValue(node: SyntaxNode, reading: Reading): ZonNode {
  if ("items" in node) return readInit(node, reading);
  const { source, problems } = reading;
  const decoded = readLeaf(node, source);
  if (!("problem" in decoded)) return decoded;
  problems.push(decoded.problem);
  return { ...spanOf(node), kind: "null" };
}

function readInit(node: SyntaxInit, reading: Reading): ZonNode {
  if (node.items.length === 0) return { ...spanOf(node), kind: "empty" };
  if (node.kind === "tuple") {
    return {
      ...spanOf(node),
      kind: "tuple",
      elements: node.items.map((item) => readValue(item.value, reading)),
    };
  }
  const seen = new Set<string>();
  const fields = node.items.map((item): ZonField => {
    const name = item.name === undefined ? Buffer.alloc(0) : readName(item.name, reading);
    const key = name.toString("latin1");
    if (seen.has(key)) {
      reading.problems.push({ at: item.name?.start ?? item.start, message: "duplicate struct field name" });
    }
    seen.add(key);
    return { ...spanOf(item), name: name.toString("utf8"), value: readValue(item.value, reading) };
  });
  return { ...spanOf(node), kind: "struct", fields };
}

function readName(token: Span, { source, problems }: Reading): Buffer {
  const decoded = decodeName(source, token);
  if ("value" in decoded) return decoded.value;
  problems.push(decoded.problem);
  return source.subarray(token.start, token.end);
}

function readLeaf(node: SyntaxLeaf, source: Buffer): ZonNode | { readonly problem: Problem } {
  const span = spanOf(node);
  switch (node.kind) {
    case "multiline":
      return { ...span, kind: "string", value: decodeMultiline(source, node.token) };
    case "string": {
      const decoded = decodeString(source, node.token);
      return "problem" in decoded ? decoded : { ...span, kind: "string", value: decoded.value };
    }
    case "char": {
      const decoded = decodeChar(source, node.token);
      return "problem" in decoded ? decoded : { ...span, kind: "char", value: decoded.value };
    }
    case "enum": {
      const decoded = decodeName(source, node.token);
      return "problem" in decoded
        ? decoded
        : { ...span, kind: "enum", value: decoded.value.toString("utf8") };
    }
    case "number":
      return readNumber(node, source, false);
    case "negation":
      return readNegative(node, source);
    case "identifier":
      return readWord(node, source);
  }
}

function decodeName(source: Buffer, token: Span): { readonly value: Buffer } | { readonly problem: Problem } {
  const decoded = decodeIdentifier(source, token);
  if ("problem" in decoded) return decoded;
  const at = token.start;
  if (decoded.value.includes(0)) return { problem: { at, message: "identifier cannot contain null bytes" } };
  if (decoded.value.length === 0) return { problem: { at, message: "identifier cannot be empty" } };
  return decoded;
}

function readNumber(
  node: SyntaxLeaf,
  source: Buffer,
  negative: boolean,
): ZonNode | { readonly problem: Problem } {
  const decoded = decodeNumber(source, node.token);
  if ("problem" in decoded) return decoded;
  const number = decoded.value;
  if ("float" in number) {
    return { ...spanOf(node), kind: "float", value: negative ? -number.float : number.float };
  }
  if (negative && number.int === 0n) {
    const hint = "write 0 for the integer, or -0.0 for a floating-point zero with a sign";
    return { problem: { at: node.token.start, message: "integer literal '-0' is ambiguous", hint } };
  }
  return { ...spanOf(node), kind: "int", value: negative ? -number.int : number.int };
}

function readNegative(node: SyntaxLeaf, source: Buffer): ZonNode | { readonly problem: Problem } {
  const operand = source.toString("latin1", node.token.start, node.token.end);
  if (operand === "inf") return { ...spanOf(node), kind: "float", value: Number.NEGATIVE_INFINITY };
  if (/^[0-9]/.test(operand)) return readNumber(node, source, true);
  return { problem: { at: node.start, message: "expected number or 'inf' after '-'" } };
}

function readWord(node: SyntaxLeaf, source: Buffer): ZonNode | { readonly problem: Problem } {
  const span = spanOf(node);
  const word = source.toString("latin1", node.start, node.end);
  switch (word) {
    case "true":
    case "false":
      return { ...span, kind: "bool", value: word === "true" };
    case "null":
      return { ...span, kind: "null" };
    case "inf":
      return { ...span, kind: "float", value: Number.POSITIVE_INFINITY };
    case "nan":
      return { ...span, kind: "float", value: Number.NaN };
    default: {
      const shown = shorten(word);
      const hint = `write .${shown} for an enum literal, or "${shown}" for a string`;
      return { problem: { at: node.start, message: `'${shown}' is not a value in ZON`, hint } };
    }
  }
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}
