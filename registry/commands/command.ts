import type { Example, Invocation, Syntax } from "../../src/command-line/index.ts";
import { noAdvisories } from "../advisories/index.ts";
import { closeDataFolder, openDataFolder } from "../data-folder.ts";
import { createPackages, type Packages } from "../packages/index.ts";
import type { Registry } from "../registry.ts";
import { type RegistryOptions, readSettings } from "../settings.ts";
import { noUpstream } from "../upstream/index.ts";
import { createWorkshop } from "../workshop/index.ts";

/** A command of `pantry-registry` is one file: this declaration and a short `run`. */
export interface RegistryCommand extends Syntax {
  readonly examples: readonly Example[];
  run(context: CommandContext, invocation: Invocation): Promise<void>;
}

/** What every command gets. */
export interface CommandContext {
  /** All settings, whether a flag, the environment or the file has them. */
  readonly options: RegistryOptions;
  /** The working folder; absolute. */
  readonly folder: string;
  /** Prints an answer. */
  print(text: string): void;
  /** Says something beside the answer. */
  say(text: string): void;
  /** The first line of standard input. Throws USAGE where there is none. */
  readLine(): Promise<string>;
}

/** Who the audit says it was. No user has this name. */
export const operator = "(operator)";

/**
 * Works on the storage of a registry that may run at the same time. Nothing is asked of upstream: what an operator
 * decides is decided. Throws SETTINGS_INVALID.
 */
export async function withRegistry<T>(
  options: RegistryOptions,
  use: (registry: Registry, packages: Packages) => Promise<T>,
): Promise<T> {
  const settings = readSettings(options);
  const storage = await openDataFolder(settings.dataFolder);
  try {
    const registry: Registry = {
      ...storage,
      advisories: noAdvisories,
      upstream: noUpstream,
      workshop: createWorkshop(),
      base: settings.baseAt(settings.port),
      now: options.now ?? (() => new Date()),
      log: options.log ?? (() => {}),
    };
    return await use(registry, createPackages(registry));
  } finally {
    await closeDataFolder(storage);
  }
}
