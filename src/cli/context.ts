import { resolve } from "node:path";
import { colorSetting, pantryHome, type SettingSources, userConfigIfReadable } from "../config/index.ts";
import { type Disk, nodeDisk } from "../disk/index.ts";
import { isSystemError, PantryError } from "../errors.ts";
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
    folder: folderNamed(cwd, invocation.value("directory")),
    home: pantryHome(env),
    env,
    disk: nodeDisk,
    terminal: terminalWith(colorChoice(env, invocation), surroundings, invocation),
    flags: flagsOf(invocation),
  };
}

/** A typing mistake must not lead to the project above. */
function folderNamed(cwd: string, named: string | undefined): string {
  const folder = resolve(cwd, named ?? ".");
  if (named === undefined || isFolder(folder)) return folder;
  throw cliError("PATH_MISSING", {
    message: `there is no folder ${folder}`,
    hint: "`-C` names one that is there; `pantry init` makes one",
  });
}

function isFolder(path: string): boolean {
  try {
    return nodeDisk.stat(nodeDisk.realPath(path))?.kind === "folder";
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
}

/** A terminal for whatever was typed: errors need one too, so a wrong `--color` counts as none. */
export function terminalFor(surroundings: Surroundings, invocation: Invocation): Terminal {
  return terminalWith(
    quietly(() => colorChoice(surroundings.env, invocation)),
    surroundings,
    invocation,
  );
}

function terminalWith(
  color: ColorChoice | undefined,
  surroundings: Surroundings,
  invocation: Invocation,
): Terminal {
  return openTerminal({
    stdout: surroundings.stdout,
    stderr: surroundings.stderr,
    env: surroundings.env,
    color: color ?? "auto",
    json: invocation.has("json"),
    quiet: invocation.has("quiet"),
    verbose: invocation.has("verbose"),
  });
}

function flagsOf(invocation: Invocation): SettingSources["flags"] {
  return {
    registry: invocation.value("registry"),
    color: invocation.value("color"),
    offline: invocation.has("offline"),
  };
}

function colorChoice(env: NodeJS.ProcessEnv, invocation: Invocation): ColorChoice {
  return colorSetting({
    flags: flagsOf(invocation),
    env,
    user: userConfigIfReadable(nodeDisk, pantryHome(env)),
  });
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof PantryError) return undefined;
    throw error;
  }
}
