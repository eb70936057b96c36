import { maxNumberLength } from "./limits.ts";
import { type Problem, shorten } from "./problem.ts";
import type { Decoded } from "./string-literal.ts";
import type { Span } from "./tokenizer.ts";

/** `int` of any size, or `float` as the nearest double (Zig keeps 128 bits). */
export type NumberValue = { readonly int: bigint } | { readonly float: number };

/** The value of a number token, without a sign (zig 0.16 `std.zig.parseNumberLiteral`: which forms are refused, and where). */
export function decodeNumber(source: Buffer, token: Span): Decoded<NumberValue> {
  const text = source.toString("latin1", token.start, token.end);
  if (text.length > maxNumberLength) {
    return { problem: { at: token.start, message: `number of more than ${maxNumberLength} characters` } };
  }
  const found = problemOf(text);
  if (found !== undefined) return { problem: { ...found, at: token.start + found.at } };
  const digits = text.replaceAll("_", "");
  return { value: isFloat(digits) ? { float: floatValue(digits) } : { int: BigInt(digits) } };
}

const bases: ReadonlyMap<string, { readonly base: number; readonly name: string }> = new Map([
  ["0b", { base: 2, name: "binary" }],
  ["0o", { base: 8, name: "octal" }],
  ["0x", { base: 16, name: "hex" }],
]);

/** The first thing wrong, `at` an offset into `text`. */
function problemOf(text: string): Problem | undefined {
  const prefix = bases.get(text.slice(0, 2));
  if (prefix === undefined && /^0[^.eE]/.test(text)) return badZero(text);
  if (prefix !== undefined && text.length === 2) {
    return { at: 0, message: "expected a digit after base prefix" };
  }
  const { base, name } = prefix ?? { base: 10, name: "decimal" };
  /** The separator, sign, period or exponent letter that stands directly before, if one does. */
  let before = prefix === undefined ? "digit" : "prefix";
  let exponent = false;
  let special = "";
  for (let at = prefix === undefined ? 0 : 2; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === "_") {
      if (before === "prefix" || special !== "") {
        return { at, message: "expected digit before digit separator" };
      }
      if (before === "_") return { at, message: "repeated digit separator" };
      before = "_";
      continue;
    }
    if (isExponentLetter(char, base)) {
      if (exponent) return { at, message: "duplicate exponent" };
      if (before === "_") return { at, message: "expected digit before exponent" };
      exponent = true;
      special = char;
      before = "special";
      continue;
    }
    if (char === ".") {
      if (exponent) return { at, message: "unexpected period after exponent" };
      if (base !== 10 && base !== 16) return { at: 2, message: "invalid base for float literal" };
      if (before === "_") return { at, message: "expected digit before '.'" };
      special = char;
      before = "special";
      continue;
    }
    if (char === "+" || char === "-") {
      if (!isExponentLetter(special, base)) {
        return { at, message: `sign '${char}' cannot follow digit '${text.charAt(at - 1)}' in ${name} base` };
      }
      special = char;
      continue;
    }
    const digit = Number.parseInt(char, 36);
    if (digit >= base) return { at, message: `invalid digit '${char}' for ${name} base` };
    if (exponent && digit >= 10) return { at, message: `invalid digit '${char}' in exponent` };
    special = "";
    before = "digit";
  }
  const last = text.length - 1;
  if (before === "_") return { at: last, message: "trailing digit separator" };
  if (special !== "") return { at: last, message: `expected digit after '${special}'` };
  // Zig 0.16 lets this one through to a float parser that cannot read it.
  if (/^0x\.?p/i.test(text)) return { at: 0, message: "expected a digit after base prefix" };
  return undefined;
}

function badZero(text: string): Problem {
  if (/^0[BOX]/.test(text)) return { at: 1, message: "base prefix must be lowercase" };
  const hint = text.includes(".") ? undefined : "octal numbers begin with '0o'";
  return { at: 0, message: `number '${shorten(text)}' has leading zero`, hint };
}

function isExponentLetter(char: string, base: number): boolean {
  return base === 16 ? char === "p" || char === "P" : base === 10 && (char === "e" || char === "E");
}

function isFloat(digits: string): boolean {
  return digits.startsWith("0x") ? /[.pP]/.test(digits) : /[.eE]/.test(digits) && !/^0[bo]/.test(digits);
}

function floatValue(digits: string): number {
  if (!digits.startsWith("0x")) return Number(digits);
  const [, whole = "", fraction = "", exponent = "0"] = hexFloat.exec(digits) ?? [];
  const mantissa = (whole + fraction).replace(/^0+/, "");
  // Sixteen digits are more than a double holds; of the rest it matters only whether there is any.
  const head = mantissa.slice(0, 16);
  const rest = mantissa.slice(16);
  const bits = BigInt(`0x0${head}`) | (/[^0]/.test(rest) ? 1n : 0n);
  const scale = Number(exponent) + 4 * (rest.length - fraction.length);
  const half = Math.trunc(scale / 2);
  // In two steps, since 2^scale alone may be too large where the product is not.
  return bits === 0n ? 0 : Number(bits) * 2 ** half * 2 ** (scale - half);
}

const hexFloat = /^0x([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?(?:[pP]([+-]?[0-9]+))?$/;
