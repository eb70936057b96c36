import { cliError } from "./errors.ts";

/** The package and the version in a word such as `soup@1.2.0`. Throws USAGE. */
export function namedVersion(
  word: string | undefined,
  command: string,
): { readonly name: string; readonly version: string } {
  const [, name, version] = /^([^@]+)@(.+)$/.exec(word ?? "") ?? [];
  if (name !== undefined && version !== undefined) return { name, version };
  throw cliError("USAGE", {
    message: "a package and a version are needed",
    hint: `as in \`pantry ${command} soup@1.2.0\``,
  });
}
