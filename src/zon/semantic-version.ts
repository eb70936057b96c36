/**
 * Reads a version as zig 0.16 `std.SemanticVersion` does and returns it as Zig prints it, which is what
 * goes into a package hash: `1_0.0.0` is `10.0.0` there.
 * Undefined where Zig refuses: three numbers below 2^64, no leading zeros, then `-pre` and `+build` after semver 2.0.
 */
export function parseZigVersion(text: string): string | undefined {
  const split = text.search(/[-+]/);
  const required = split === -1 ? text : text.slice(0, split);
  const extra = split === -1 ? "" : text.slice(split);
  const numbers = required.split(".").map(parseNumber);
  if (numbers.length !== 3 || numbers.includes(undefined)) return undefined;
  return isExtra(extra) ? numbers.join(".") + extra : undefined;
}

/** Digits as Zig's integer parser takes them: underscores anywhere but at the ends. */
function parseNumber(text: string): bigint | undefined {
  if (!/^[0-9](?:[0-9_]*[0-9])?$/.test(text) || (text.length > 1 && text.startsWith("0"))) return undefined;
  const digits = text.replaceAll("_", "");
  const number = digits.length > 20 ? 2n ** 64n : BigInt(digits);
  return number < 2n ** 64n ? number : undefined;
}

/** `-pre`, `+build`, both in this order, or nothing. */
function isExtra(extra: string): boolean {
  if (extra === "") return true;
  const plus = extra.indexOf("+");
  const pre = extra.startsWith("-") ? extra.slice(1, plus === -1 ? undefined : plus) : undefined;
  const build = plus === -1 ? undefined : extra.slice(plus + 1);
  if (pre !== undefined && !pre.split(".").every(isPreIdentifier)) return false;
  return build === undefined || build.split(".").every(isIdentifier);
}

function isIdentifier(text: string): boolean {
  return /^[0-9A-Za-z-]+$/.test(text);
}

function isPreIdentifier(text: string): boolean {
  if (!isIdentifier(text)) return false;
  return !/^[0-9]+$/.test(text) || parseNumber(text) !== undefined;
}
