import { isBareIdentifier } from "./keywords.ts";

/**
 * A string literal for `text`, quotes included. Readable text stays as it is; what a terminal or an editor
 * would obey or hide (control characters, line separators, text direction marks) is written as an escaped.
 */
export function toZonString(text: string): string {
  return `"${text.replace(/["\\]|[\p{C}\u2028\u2029]/gu, escapeOf)}"`;
}

/** `name` as it stands behind a dot: bare where Zig allows it, else `@"…"`. */
export function toZonIdentifier(name: string): string {
  return isBareIdentifier(name) ? name : `@${toZonString(name)}`;
}

function escapeOf(character: string): string {
  const short = shortEscapes.get(character);
  if (short !== undefined) return short;
  const codepoint = character.codePointAt(0) ?? 0;
  const isHalfOfAPair = codepoint >= 0xd800 && codepoint <= 0xdfff;
  if (isHalfOfAPair) return "\ufffd";
  const hex = codepoint.toString(16);
  return codepoint < 0x80 ? `\\x${hex.padStart(2, "0")}` : `\\u{${hex}}`;
}

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);
