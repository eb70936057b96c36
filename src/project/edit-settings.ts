import { isTable, quoteString, removeValue, setValue } from "../toml/index.ts";
import { parseSettings, parseSettingsDocument, type RangeSetting } from "./settings.ts";

/**
 * `pantry.toml` with a dependency's range set, by splicing: comments, order and spacing of all else stay. A
 * dependency that is there keeps its notation; a new one goes behind the last.
 *
 * Throws what `parseSettings` throws: what it cannot read it does not edit, nor does it write what it could not read.
 */
export function setRange(text: string, fileName: string, alias: string, setting: RangeSetting): string {
  const before = parseSettings(text, fileName).dependencies.get(alias);
  const edited =
    before !== undefined && isTableAt(text, fileName, alias)
      ? setInTable(text, alias, setting, before)
      : setValue(text, ["dependencies", alias], formatSetting(alias, setting));
  parseSettings(edited, fileName);
  return edited;
}

/** `pantry.toml` without a dependency; an emptied table stays. What is not there is no error. */
export function removeRange(text: string, fileName: string, alias: string): string {
  return parseSettings(text, fileName).dependencies.has(alias)
    ? removeValue(text, ["dependencies", alias])
    : text;
}

function formatSetting(alias: string, { package: name, range }: RangeSetting): string {
  if (name === alias) return quoteString(range);
  return `{ package = ${quoteString(name)}, version = ${quoteString(range)} }`;
}

function setInTable(text: string, alias: string, setting: RangeSetting, before: RangeSetting): string {
  const edited = setValue(text, ["dependencies", alias, "version"], quoteString(setting.range));
  if (setting.package === before.package) return edited;
  return setValue(edited, ["dependencies", alias, "package"], quoteString(setting.package));
}

/** True for `{ … }`, dotted keys and a section alike. */
function isTableAt(text: string, fileName: string, alias: string): boolean {
  const dependencies = parseSettingsDocument(text, fileName).root["dependencies"];
  return isTable(dependencies) && isTable(dependencies[alias]);
}
