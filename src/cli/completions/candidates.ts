import { colors } from "../../config/index.ts";
import type { Command, CommandOption } from "../command.ts";
import { commandIndex, globalOptions } from "../parse.ts";

/** One thing that could stand where the cursor is, and what it is. */
export interface Candidate {
  readonly value: string;
  readonly summary: string;
}

/** Names of packages, of the kind that a command takes. */
export type Names = (kind: NonNullable<Command["completes"]>) => readonly string[];

/**
 * What could stand in place of the last word, which may be empty; all else was typed before it. Nothing where files
 * are meant, which shells complete themselves.
 */
export function candidates(
  words: readonly string[],
  commands: readonly Command[],
  aliases: Readonly<Record<string, readonly string[]>>,
  names: Names,
): readonly Candidate[] {
  const typed = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  return possible(typed, before, commands, aliases, names).filter(({ value }) => value.startsWith(typed));
}

function possible(
  typed: string,
  before: readonly string[],
  commands: readonly Command[],
  aliases: Readonly<Record<string, readonly string[]>>,
  names: Names,
): readonly Candidate[] {
  const at = commandIndex(before);
  const name = at === undefined ? undefined : before[at];
  const known = name === undefined ? undefined : (aliases[name]?.[0] ?? name);
  const command = commands.find((each) => each.name === known);
  const options = [...(command?.options ?? []), ...globalOptions];
  const awaiting = options.find(
    ({ flag }) => takesValue(flag) && flagsIn(flag).includes(before.at(-1) ?? ""),
  );
  if (awaiting !== undefined) return valuesOf(awaiting);
  if (typed.startsWith("-")) return options.flatMap(optionCandidates);
  if (name === undefined) return commands.map(({ name: value, summary }) => ({ value, summary }));
  if (command === undefined) return [];
  const isFirst = before.slice((at ?? 0) + 1).every((word) => word.startsWith("-"));
  const alternatives = isFirst ? /^<([\w|]+)>/.exec(command.arguments ?? "")?.[1]?.split("|") : undefined;
  if (alternatives !== undefined && alternatives.length > 1) return alternatives.map(plain);
  return command.completes === undefined ? [] : names(command.completes).map(plain);
}

function valuesOf({ flag }: CommandOption): readonly Candidate[] {
  return flag.startsWith("--color ") ? colors.map(plain) : [];
}

function optionCandidates({ flag, summary }: CommandOption): readonly Candidate[] {
  return flagsIn(flag).map((value) => ({ value, summary }));
}

/** `-C, --directory <dir>` has `-C` and `--directory`. */
function flagsIn(flag: string): readonly string[] {
  return flag.match(/(?<=^|, )--?[\w-]+/g) ?? [];
}

function takesValue(flag: string): boolean {
  return flag.endsWith(">");
}

function plain(value: string): Candidate {
  return { value, summary: "" };
}
