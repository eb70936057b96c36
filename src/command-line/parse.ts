import { parseArgs } from "node:util";
import cac from "cac";
import { nearest } from "../nearest.ts";
import type { CommandOption, Invocation, Syntax } from "./command.ts";
import { commandLineError } from "./errors.ts";

/** Reads the command lines of one program. */
export interface CommandLine {
  /** Reads a command's part of the command line. Throws USAGE for what the command does not declare. */
  parseInvocation(command: Syntax, args: readonly string[]): Invocation;
  /** A mistyped option as nothing at all: for what must be known before the command is. */
  looseInvocation(args: readonly string[]): Invocation;
  /** Where the command's name stands: the first word that is no option and no option's value. */
  commandIndex(args: readonly string[]): number | undefined;
}

/** @param globalOptions those that every command of the program has; `-h, --help` is among them. */
export function readerOf(program: string, globalOptions: readonly CommandOption[]): CommandLine {
  const known = globalOptions.map(readFlag);
  return {
    parseInvocation(command, args) {
      const options = [...globalOptions, ...(command.options ?? [])];
      const flags = options.map(readFlag);
      const line = readLine(args, flags);
      const name = command.name === "help" ? "" : ` ${command.name}`;
      const wrong =
        wrongValue(line, flags) ??
        wrongDeclaration(command, options, line, `${program}${name}`) ??
        missingWord(command, line, `${program}${name}`);
      if (wrong === undefined) return invocationOf(line);
      throw commandLineError("USAGE", {
        message: wrong,
        hint: meantFlag(line, flags) ?? `\`${program}${name} --help\` shows how it is used`,
      });
    },
    looseInvocation: (args) => invocationOf(readLine(args, known)),
    commandIndex: (args) => readLine(args, known).words[0]?.index,
  };
}

interface Option {
  readonly name: string;
  readonly short: string | undefined;
  readonly takesValue: boolean;
}

/** A command line as it was typed. An option's value may be glued to it: `-Capp`, `-qC app`, `--directory=app`. */
interface Line {
  readonly words: readonly { readonly text: string; readonly index: number }[];
  readonly options: readonly TypedOption[];
}

interface TypedOption {
  readonly name: string;
  /** As it was typed: `-C`. */
  readonly typed: string;
  readonly value: string | undefined;
  /** True where the value is the next word. */
  readonly isNextWord: boolean;
}

function readLine(args: readonly string[], options: readonly Option[]): Line {
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      options.map(({ name, short, takesValue }) => [
        name,
        {
          type: takesValue ? ("string" as const) : ("boolean" as const),
          ...(short === undefined ? {} : { short }),
        },
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  return {
    words: tokens.flatMap((token) =>
      token.kind === "positional" ? [{ text: token.value, index: token.index }] : [],
    ),
    options: tokens.flatMap((token) => {
      if (token.kind !== "option") return [];
      const { name, rawName, value, inlineValue } = token;
      return [{ name, typed: rawName, value, isNextWord: value !== undefined && inlineValue === false }];
    }),
  };
}

function invocationOf(line: Line): Invocation {
  return {
    arguments: line.words.map(({ text }) => text),
    has: (option) => given(line, option),
    lacks: (option) => given(line, `no-${option}`),
    // The last one counts.
    value: (option) => line.options.findLast(({ name }) => name === option)?.value,
  };
}

function given(line: Line, option: string): boolean {
  return line.options.some(({ name }) => name === option);
}

/** What was probably meant by an option that is not known. */
function meantFlag(line: Line, known: readonly Option[]): string | undefined {
  const names = known.map(({ name }) => name);
  const stray = line.options.find(({ name }) => !names.includes(name));
  const guess = stray === undefined ? undefined : nearest(stray.name, names);
  return guess === undefined ? undefined : `did you mean \`--${guess}\`?`;
}

/** A value where none belongs, and none or an option where one does. */
function wrongValue(line: Line, known: readonly Option[]): string | undefined {
  for (const { name, typed, value, isNextWord } of line.options) {
    const takesValue = known.find((each) => each.name === name)?.takesValue;
    if (takesValue === true && (value ?? "") === "") return `\`${typed}\` needs a value`;
    if (takesValue === false && value !== undefined) return `\`${typed}\` takes no value`;
    if (takesValue === true && isNextWord && value !== undefined && /^-./.test(value)) {
      return `\`${typed}\` needs a value, and \`${value}\` is an option: \`${typed}=…\` if it is meant`;
    }
  }
  return undefined;
}

/**
 * What cac says of the line, held against the command's declaration: an unknown option, a word too few or too many. It gets the line in one plain spelling, since it reads neither clusters nor a bare `-`, and takes
 * `1.10` for a number.
 */
function wrongDeclaration(
  command: Syntax,
  known: readonly CommandOption[],
  line: Line,
  called: string,
): string | undefined {
  // cac matches one word.
  const name = command.name.replaceAll(" ", "-");
  const parser = cac("command");
  const declared = parser.command(`${name} ${command.arguments ?? ""}`.trim(), command.summary);
  for (const { flag, summary } of known) declared.option(flag, summary);
  declared.action(() => undefined);
  const words = line.words.map(({ text }) => (text.startsWith("-") ? `_${text}` : text));
  const options = line.options.map(({ name, value }) =>
    value === undefined ? `--${name}` : `--${name}=${value}`,
  );
  try {
    parser.parse(["node", "command", name, ...words, ...options], { run: false });
    if (given(line, "help")) declared.checkUnknownOptions();
    else parser.runMatchedCommand();
    return undefined;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "CACError") throw error;
    if (error.message.startsWith("missing required args")) return undefined;
    const [, surplus] = /^Unused args: (.+)$/.exec(error.message) ?? [];
    if (surplus !== undefined) return `\`${called}\` does not take ${surplus}`;
    return error.message.charAt(0).toLowerCase() + error.message.slice(1);
  }
}

/** cac would say it in its own notation. */
function missingWord({ arguments: declared = "" }: Syntax, line: Line, called: string): string | undefined {
  const missing = [...declared.matchAll(/<[^>]+>/g)][line.words.length];
  if (missing === undefined || given(line, "help")) return undefined;
  return `\`${called}\` needs ${missing[0].replace("...", "…")}`;
}

/** `-C, --directory <dir>` is named `directory`, has the letter `C` and takes a value. */
function readFlag({ flag }: CommandOption): Option {
  const [, short, name = "", value] = /^(?:-(\w), )?--([\w-]+)( <.*)?$/.exec(flag) ?? [];
  return { name, short, takesValue: value !== undefined };
}
