import { commandLineError, type Invocation } from "../../src/command-line/index.ts";

/** The first word after a command that has several uses: `user add`. Throws USAGE for what is none of them. */
export function subcommand<const Names extends string>(
  command: string,
  invocation: Invocation,
  names: readonly Names[],
): { readonly name: Names; readonly rest: readonly string[] } {
  const [word = "", ...rest] = invocation.arguments;
  const name = names.find((each) => each === word);
  if (name !== undefined) return { name, rest };
  throw commandLineError("USAGE", {
    message: `\`pantry-registry ${command} ${word}\` is no command`,
    hint: `it takes ${names.map((each) => `\`${each}\``).join(", ")}`,
  });
}

/** A word that must be there. Throws USAGE. */
export function needed(words: readonly string[], index: number, what: string, usage: string): string {
  const word = words[index];
  if (word !== undefined) return word;
  throw commandLineError("USAGE", { message: `the ${what} is missing`, hint: `\`${usage}\`` });
}

/** The words of a list: `read,publish`. Undefined where it was not given. */
export function listOf(text: string | undefined): readonly string[] | undefined {
  return text?.split(",").flatMap((word) => (word.trim() === "" ? [] : [word.trim()]));
}
