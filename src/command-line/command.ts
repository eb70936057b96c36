/** What the command line of a command looks like. Help and completions come from it. */
export interface Syntax {
  readonly name: string;
  /** What follows the name, as cac reads it: `<...specs>` must be there, `[name]` may be. */
  readonly arguments?: string;
  readonly summary: string;
  readonly options?: readonly CommandOption[];
}

export interface CommandOption {
  /** As cac reads it and help shows it: `--lazy`, `--as <name>`. */
  readonly flag: string;
  readonly summary: string;
}

/** A command line that works, and what it does. The tests run them. */
export interface Example {
  readonly line: string;
  readonly does: string;
}

/** What was typed after the command's name. */
export interface Invocation {
  readonly arguments: readonly string[];
  /** True where the flag was given. */
  has(option: string): boolean;
  /** True where `--no-…` was given. */
  lacks(option: string): boolean;
  /** The option's value as it was typed. */
  value(option: string): string | undefined;
}
