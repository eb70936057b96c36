export type { CommandOption, Example, Invocation, Syntax } from "./command.ts";
export { commandLineCodes, commandLineError } from "./errors.ts";
export { needed } from "./needed.ts";
export { type CommandLine, readerOf } from "./parse.ts";
export { subcommand } from "./subcommand.ts";
export { survivePipes } from "./survive-pipes.ts";
export { optionRows, table } from "./table.ts";
export { wrapped } from "./wrap.ts";
