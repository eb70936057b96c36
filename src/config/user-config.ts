import { parseToml, readDocument, type TomlNode } from "../toml/index.ts";
import * as defined from "./definitions.ts";
import { type Definition, definitions } from "./definitions.ts";
import { configError } from "./errors.ts";
import { maxConfigLength } from "./limits.ts";
import { type RegistryRule, readRegistries } from "./registries.ts";
import type { Color, Duplicates } from "./values.ts";

/** What `$PANTRY_HOME/config.toml` sets; what it does not is undefined. */
export interface UserConfig {
  readonly fileName: string;
  readonly registry: string | undefined;
  readonly zigVersion: string | undefined;
  readonly zigPath: string | undefined;
  readonly zigCache: string | undefined;
  readonly duplicates: Duplicates | undefined;
  readonly minimumReleaseAgeMs: number | undefined;
  readonly color: Color | undefined;
  readonly offline: boolean | undefined;
  readonly ca: string | undefined;
  readonly registries: readonly RegistryRule[] | undefined;
}

/**
 * Reads a config.toml. Throws CONFIG_INVALID with file, line and column for a key that Pantry does not know or a value
 * that cannot be, and TOML_* for what is no TOML.
 */
export function parseUserConfig(text: string, fileName: string): UserConfig {
  const hint = `mend or remove the line; \`pantry config list\` shows what there is to set`;
  const document = parseToml(text, fileName, {
    maxLength: maxConfigLength,
    brokenHint: hint,
    conflictHint: hint,
  });
  const root = readDocument(document, (message, own) =>
    configError("CONFIG_INVALID", { message, hint: own ?? hint }),
  );
  allowSettings(root, definitions, ["registries"]);
  return {
    fileName,
    registry: readSetting(root, defined.registry),
    zigVersion: readSetting(root, defined.zigVersion),
    zigPath: readSetting(root, defined.zigPath),
    zigCache: readSetting(root, defined.zigCache),
    duplicates: readSetting(root, defined.duplicates),
    minimumReleaseAgeMs: readSetting(root, defined.minimumReleaseAgeMs),
    color: readSetting(root, defined.color),
    offline: readSetting(root, defined.offline),
    ca: readSetting(root, defined.ca),
    registries: readRegistries(root),
  };
}

/** Refuses every table and key that is none of these settings; `otherTables` are the reader's own. */
export function allowSettings(
  root: TomlNode,
  known: readonly Definition<unknown>[],
  otherTables: readonly string[],
): void {
  const tables = [...new Set(known.map(({ table }) => table))];
  root.allowOnly([...tables, ...otherTables]);
  for (const table of tables) {
    root.get(table)?.allowOnly(known.filter((each) => each.table === table).map(({ key }) => key));
  }
}

/** The value of one setting in a file, or undefined. A value that cannot be is refused at its place. */
export function readSetting<Value>(root: TomlNode, definition: Definition<Value>): Value | undefined {
  const node = root.get(definition.table)?.get(definition.key);
  if (node === undefined) return undefined;
  const reading = definition.read(typeof node.value === "boolean" ? String(node.value) : node.string());
  if ("value" in reading) return reading.value;
  throw node.fail(`${node.name()} ${reading.problem}`);
}
