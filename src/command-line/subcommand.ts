import { nearest } from "../nearest.ts";
import type { Invocation } from "./command.ts";
import { commandLineError } from "./errors.ts";

/**
 * The first word after a command that has several uses: `owner add`. Throws USAGE for what is none of them.
 *
 * @param called how the command is typed: `pantry owner`.
 */
export function subcommand<const Names extends string>(
  called: string,
  invocation: Invocation,
  names: readonly Names[],
): { readonly name: Names; readonly rest: readonly string[] } {
  const [word = "", ...rest] = invocation.arguments;
  const name = names.find((each) => each === word);
  if (name !== undefined) return { name, rest };
  const guess = nearest(word, names);
  throw commandLineError("USAGE", {
    message: `\`${called} ${word}\` is no command`,
    hint:
      guess === undefined
        ? `it takes ${names.map((each) => `\`${each}\``).join(", ")}`
        : `did you mean \`${called} ${guess}\`?`,
  });
}
