import { join } from "node:path";
import { type Disk, writeWhole } from "../disk/index.ts";
import { nearest } from "../nearest.ts";
import { decodeToml, quoteForMessage, quoteString, removeValue, setValue } from "../toml/index.ts";
import { type Definition, definitions } from "./definitions.ts";
import { configError } from "./errors.ts";
import { parseUserConfig } from "./user-config.ts";

/** How people name a setting: `registry.url`, or `registry` where its table has one key only. */
export function settingName({ table, key }: Definition<unknown>): string {
  return `${table}.${key}`;
}

/** The setting of that name. Throws SETTING_UNKNOWN. */
export function findSetting(name: string): Definition<unknown> {
  const found = definitions.filter((each) => settingName(each) === name || each.table === name);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const sameKey = definitions.filter(({ key }) => key === name).map(settingName);
  const guess = sameKey[0] ?? nearest(name, definitions.map(settingName));
  throw configError("SETTING_UNKNOWN", {
    message: `there is no setting \`${name}\``,
    hint: guess === undefined ? "`pantry config list` shows them" : `did you mean \`${guess}\`?`,
  });
}

/**
 * Sets a value in the user's config.toml; undefined takes it out. All else in the file stays.
 * Throws SETTING_VALUE for what it cannot be, and what a broken config.toml throws.
 */
export function editUserConfig(
  disk: Disk,
  home: string,
  setting: Definition<unknown>,
  value: string | undefined,
): void {
  const path = join(home, "config.toml");
  const before = disk.readIfThere(path);
  const text = before === undefined ? "" : decodeToml(before, path);
  parseUserConfig(text, path);
  disk.makeFolders(home);
  writeWhole(disk, path, edited(text, setting, value));
}

function edited(text: string, setting: Definition<unknown>, value: string | undefined): string {
  const { table, key } = setting;
  if (value === undefined) return removeValue(text, [table, key]);
  const reading = setting.read(value);
  if ("problem" in reading) {
    throw configError("SETTING_VALUE", {
      message: `${settingName(setting)} cannot be ${quoteForMessage(value)}: it ${reading.problem}`,
      hint: `\`pantry config get ${settingName(setting)}\` shows what it is now`,
    });
  }
  const written = typeof reading.value === "boolean" ? String(reading.value) : quoteString(value);
  return setValue(text, [table, key], written);
}
