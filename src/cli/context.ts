import { resolve } from "node:path";
import { pantryHome, type SettingSources } from "../config/index.ts";
import { type Disk, nodeDisk } from "../disk/index.ts";
import type { Invocation } from "./command.ts";
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
  /** The flags that are settings too, as they were typed. */
  readonly flags: SettingSources["flags"];
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
  return {
    folder: resolve(cwd, invocation.value("directory") ?? "."),
    home: pantryHome(env),
    env,
    disk: nodeDisk,
    terminal: terminalFor(surroundings, invocation),
    flags: {
      registry: invocation.value("registry"),
      color: invocation.value("color"),
      offline: invocation.has("offline"),
    },
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
