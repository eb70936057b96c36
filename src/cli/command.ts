import type { Example, Invocation, Syntax } from "../command-line/index.ts";
import type { Context } from "./context.ts";

export type { CommandOption, Example, Invocation } from "../command-line/index.ts";

/** A command is one file: this declaration and a short `run`. Help, completions and the README's table come from it. */
export interface Command extends Syntax {
  readonly aliases?: readonly string[];
  readonly examples: readonly Example[];
  /** What its words are, for the Tab key: dependencies of the project, all packages in its lock, or the registry's. */
  readonly completes?: "dependencies" | "locked" | "registry";
  /** True for what scripts call and nobody types: it is in no list. */
  readonly hidden?: boolean;
  run(context: Context, invocation: Invocation): Promise<void>;
}
