import { randomBytes } from "node:crypto";

export type ColorChoice = "auto" | "always" | "never";

/**
 * Words in colour, or just the words. Nothing is ever said by colour alone. What these give is for `onScreen` to
 * finish: whatever else looks like colour came from outside.
 */
export interface Style {
  error(text: string): string;
  hint(text: string): string;
  added(text: string): string;
  removed(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

/** The codes that begin and end a colour or a weight (ECMA-48, SGR). */
const codes = {
  error: ["1;31", "22;39"],
  hint: ["1;36", "22;39"],
  added: ["32", "39"],
  removed: ["31", "39"],
  strong: ["1", "22"],
  faint: ["2", "22"],
} as const;

export function styleFor(useColor: boolean): Style {
  const paint = (kind: keyof typeof codes) => (text: string) => {
    const [begin, end] = codes[kind];
    return useColor ? `${stand(begin)}${text}${stand(end)}` : text;
  };
  return {
    error: paint("error"),
    hint: paint("hint"),
    added: paint("added"),
    removed: paint("removed"),
    strong: paint("strong"),
    faint: paint("faint"),
  };
}

/**
 * What goes to a terminal: the styles that Pantry gave, and in place of every other character that a terminal obeys
 * (C0 but for line ends and tabs, DEL, C1, marks that turn the direction of a text) its escape, such as `\x1b`. Names
 * in packages hold whatever their makers put there.
 */
export function onScreen(text: string): string {
  const clean = text.replace(obeyed, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
  });
  return secret === undefined
    ? clean
    : clean.replaceAll(new RegExp(`<${secret}:([\\d;]+)>`, "g"), "\u001b[$1m");
}

/** How many characters of a text that went through `onScreen` are seen. */
export function shownLength(text: string): number {
  return text.replace(/\u001b\[[\d;]*m/g, "").length;
}

/** A value as JSON, in which a terminal finds nothing to obey either: JSON itself escapes C0 only. */
export function jsonText(value: unknown): string {
  return (JSON.stringify(value, noKeyVanishes, 2) ?? "null").replace(
    obeyed,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Scripts find the same keys every time. */
function noKeyVanishes(_: string, value: unknown): unknown {
  return value === undefined ? null : value;
}

const obeyed = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Stands for a code until everything else is clean; nobody outside of this process can write one. */
function stand(code: string): string {
  secret ??= randomBytes(8).toString("hex");
  return `<${secret}:${code}>`;
}

/** Made with the first colour: it takes a module that is slow to load. */
let secret: string | undefined;

/** Flag, then `NO_COLOR` and `FORCE_COLOR` (https://no-color.org), then whether it is a terminal. */
export function wantsColor(choice: ColorChoice, env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (choice !== "auto") return choice === "always";
  if (env["NO_COLOR"]) return false;
  if (env["FORCE_COLOR"] && env["FORCE_COLOR"] !== "0") return true;
  return isTerminal && env["TERM"] !== "dumb";
}
