import { resolve } from "node:path";
import { pantryHome } from "../config/index.ts";
import { type Disk, nodeDisk } from "../disk/index.ts";
import type { Invocation } from "./command.ts";
import { cliError } from "./errors.ts";
import { type ColorChoice, openTerminal, type Terminal } from "./terminal/index.ts";

/** What every command gets: where it runs and how it talks. */
export interface Context {
  /** `-C`, else the working folder; absolute. */
  readonly folder: string;
  /** `$PANTRY_HOME`; absolute. */
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly disk: Disk;
  readonly terminal: Terminal;
  readonly offline: boolean;
  /** `--registry`, as it was typed. */
  readonly registry: string | undefined;
}

export interface Surroundings {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** Reads the options that every command has. */
export function makeContext(surroundings: Surroundings, invocation: Invocation): Context {
  const { cwd, env } = surroundings;
  checkColor(invocation.value("color"));
  return {
    folder: resolve(cwd, invocation.value("directory") ?? "."),
    home: pantryHome(env),
    env,
    disk: nodeDisk,
    terminal: terminalFor(surroundings, invocation),
    offline: invocation.has("offline") || env["PANTRY_OFFLINE"] === "1",
    registry: invocation.value("registry"),
  };
}

/** A terminal for whatever was typed: errors need one too, so a wrong `--color` counts as none. */
export function terminalFor(surroundings: Surroundings, invocation: Invocation): Terminal {
  return openTerminal({
    stdout: surroundings.stdout,
    stderr: surroundings.stderr,
    env: surroundings.env,
    color: colorChoice(invocation.value("color")),
    json: invocation.has("json"),
    quiet: invocation.has("quiet"),
    verbose: invocation.has("verbose"),
  });
}

function colorChoice(text: string | undefined): ColorChoice {
  return text === "always" || text === "never" ? text : "auto";
}

function checkColor(text: string | undefined): void {
  if (text === undefined || text === "auto" || colorChoice(text) !== "auto") return;
  throw cliError("USAGE", { message: `--color takes auto, always or never, not \`${text}\`` });
}
