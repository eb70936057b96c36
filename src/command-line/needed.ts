import { commandLineError } from "./errors.ts";

/** A word that must be there. Throws USAGE. */
export function needed(words: readonly string[], index: number, what: string, usage: string): string {
  const word = words[index];
  if (word !== undefined) return word;
  throw commandLineError("USAGE", { message: `the ${what} is missing`, hint: `\`${usage}\`` });
}
