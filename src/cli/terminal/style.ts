import { styleText } from "node:util";

export type ColorChoice = "auto" | "always" | "never";

/** Words in colour, or just the words. Nothing is ever said by colour alone. */
export interface Style {
  error(text: string): string;
  hint(text: string): string;
  added(text: string): string;
  removed(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

export function styleFor(useColor: boolean): Style {
  const paint = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    useColor ? styleText(format, text) : text;
  return {
    error: paint(["bold", "red"]),
    hint: paint(["bold", "cyan"]),
    added: paint("green"),
    removed: paint("red"),
    strong: paint("bold"),
    faint: paint("dim"),
  };
}

/** Flag, then `NO_COLOR` and `FORCE_COLOR` (https://no-color.org), then whether it is a terminal. */
export function wantsColor(choice: ColorChoice, env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (choice !== "auto") return choice === "always";
  if (env["NO_COLOR"]) return false;
  if (env["FORCE_COLOR"] && env["FORCE_COLOR"] !== "0") return true;
  return isTerminal && env["TERM"] !== "dumb";
}
