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

/** The words of a list: `read,publish`. Undefined where it was not given. */
export function listOf(text: string | undefined): readonly string[] | undefined {
  return text?.split(",").flatMap((word) => (word.trim() === "" ? [] : [word.trim()]));
}
