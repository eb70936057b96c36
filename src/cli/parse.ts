import { type CommandOption, readerOf } from "../command-line/index.ts";

/** The options that every command has. */
export const globalOptions: readonly CommandOption[] = [
  { flag: "--json", summary: "One JSON document on stdout, errors too" },
  { flag: "-C, --directory <dir>", summary: "Work in that folder" },
  { flag: "-q, --quiet", summary: "Only errors" },
  { flag: "-v, --verbose", summary: "More of what happens" },
  { flag: "--color <when>", summary: "auto, always or never" },
  { flag: "--registry <url>", summary: "The registry to use" },
  { flag: "--offline", summary: "Use only what is in the store" },
  { flag: "-h, --help", summary: "This text" },
];

export const { parseInvocation, looseInvocation, commandIndex } = readerOf("pantry", globalOptions);
