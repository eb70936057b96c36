/**
 * `std.fmt.parseInt(u64, text, radix)` of Zig 0.16: a sign and inner underscores are taken. Undefined for an error.
 * Beyond 2^53 the number is not exact, which is far beyond any archive.
 */
export function parseZigInteger(text: string, radix: 8 | 10): number | undefined {
  const negative = text.startsWith("-");
  const digits = negative || text.startsWith("+") ? text.slice(1) : text;
  if (digits === "" || digits.startsWith("_") || digits.endsWith("_")) return undefined;
  const pattern = radix === 8 ? /^[0-7_]+$/ : /^[0-9_]+$/;
  if (!pattern.test(digits)) return undefined;
  const plain = digits.replaceAll("_", "");
  const value = BigInt(radix === 8 ? `0o${plain}` : plain);
  if (value >= 2n ** 64n || (negative && value !== 0n)) return undefined;
  return Number(value);
}
