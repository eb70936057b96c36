import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isSystemError } from "../src/errors.ts";
import { nearest } from "../src/nearest.ts";
import { decodeToml, isTable, parseToml } from "../src/toml/index.ts";
import { registryError } from "./errors.ts";
import { settingRows } from "./setting-rows.ts";
import type { RegistryOptions } from "./settings.ts";
import type { UpstreamOptions, UpstreamSource } from "./upstream/index.ts";

/** Where settings come from: a flag counts before the environment, and that before the file. */
export interface SettingSources {
  /** The text of `--key`; "true" for one that was given without a value. */
  flag(key: string): string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where relative paths of flags and the environment begin. */
  readonly folder: string;
  /** The data folder where nothing else names one. */
  readonly defaultData?: string;
}

/**
 * Everything that was set, as options. The file is the one that `config` names, else `registry.toml` in the data
 * folder. Throws SETTINGS_INVALID with the setting and where it stands, for what it cannot mean and for settings in
 * the file that there are not.
 */
export function collectOptions(sources: SettingSources): RegistryOptions {
  const named = outside(sources, "config");
  const data = outside(sources, "data")?.text ?? sources.defaultData;
  const path =
    named !== undefined
      ? resolve(sources.folder, named.text)
      : data && join(resolve(sources.folder, data), "registry.toml");
  const isThere = path && (named !== undefined || existsSync(path));
  const file: SettingsFile = isThere ? readSettingsFile(path) : { texts: new Map() };
  const options: Partial<RegistryOptions> = {};
  for (const row of settingRows) {
    const found = outside(sources, row.key) ?? file.texts.get(row.key);
    if (found === undefined) continue;
    const reading = row.read(found.text);
    if ("problem" in reading) throw invalid(`${found.place}: \`${found.text}\` ${reading.problem}`);
    Object.assign(options, reading);
  }
  const dataFolder = options.dataFolder ?? sources.defaultData ?? "";
  return {
    ...options,
    dataFolder: dataFolder === "" ? "" : resolve(sources.folder, dataFolder),
    upstream: options.upstream ?? file.upstream,
  };
}

interface Found {
  readonly text: string;
  /** For messages. */
  readonly place: string;
}

interface SettingsFile {
  readonly texts: ReadonlyMap<string, Found>;
  readonly upstream?: UpstreamOptions | false | undefined;
}

function outside({ flag, env }: SettingSources, key: string): Found | undefined {
  const typed = flag(key);
  if (typed !== undefined) return { text: typed, place: `--${key}` };
  const name = `PANTRY_REGISTRY_${key.replaceAll("-", "_").toUpperCase()}`;
  const set = env[name];
  return set === undefined || set === "" ? undefined : { text: set, place: name };
}

function readSettingsFile(path: string): SettingsFile {
  const { root } = parseToml(decodeToml(bytesOf(path), path), path, {
    maxLength: 1_000_000,
    brokenHint: "mend it; registry/OPERATIONS.md shows what belongs into it",
    conflictHint: "finish the merge first",
    isSecret: true,
  });
  const keys = settingRows.map(({ key }) => key);
  const texts = new Map<string, Found>();
  for (const [key, value] of Object.entries(root)) {
    const place = `${path}: \`${key}\``;
    if (!keys.includes(key)) {
      const guess = nearest(key, keys);
      throw invalid(
        `${place} is no setting`,
        guess === undefined ? `the settings are ${keys.join(", ")}` : `did you mean \`${guess}\`?`,
      );
    }
    // A table, or `false`; a text is an address.
    if (key === "upstream" && typeof value !== "string") continue;
    const text = Array.isArray(value) ? value.map(textOf) : [textOf(value)];
    if (text.includes(undefined)) throw invalid(`${place} is no text, number, true or false`);
    // A path in the file begins where the file is.
    const joined = text.join(",");
    texts.set(key, { text: key === "data" ? resolve(dirname(path), joined) : joined, place });
  }
  const upstream = root["upstream"];
  const isRow = upstream === undefined || typeof upstream === "string";
  return { texts, upstream: isRow ? undefined : readUpstream(upstream, path) };
}

/** `upstream = false`, or a table with `url`, `token`, `allow`, `deny` and `[upstream.scopes."@acme"]`. */
function readUpstream(value: unknown, path: string): UpstreamOptions | false {
  if (value === false) return false;
  const place = `${path}: \`upstream\``;
  const table = tableOf(value, ["url", "token", "allow", "deny", "scopes"], place);
  const scopes = Object.entries(tableOf(table["scopes"] ?? {}, undefined, `${place} scopes`)).map(
    ([scope, source]): [string, UpstreamSource] => {
      const { url, token } = tableOf(source, ["url", "token"], `${place} scopes ${scope}`);
      if (typeof url !== "string") throw invalid(`${place}: the scope ${scope} has no \`url\``);
      return [scope, { url, token: optionalText(token, place, "token") }];
    },
  );
  return {
    url: optionalText(table["url"], place, "url"),
    token: optionalText(table["token"], place, "token"),
    allow: optionalTexts(table["allow"], place, "allow"),
    deny: optionalTexts(table["deny"], place, "deny"),
    scopes: Object.fromEntries(scopes),
  };
}

function tableOf(value: unknown, keys: readonly string[] | undefined, place: string) {
  if (typeof value !== "object" || !isTable(value as never)) throw invalid(`${place} is no table`);
  const table = value as Readonly<Record<string, unknown>>;
  const unknown = keys && Object.keys(table).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw invalid(`${place} has no setting \`${unknown}\``);
  return table;
}

function optionalText(value: unknown, place: string, key: string): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  throw invalid(`${place}: \`${key}\` is no text`);
}

function optionalTexts(value: unknown, place: string, key: string): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value;
  throw invalid(`${place}: \`${key}\` is no list of texts`);
}

function textOf(value: unknown): string | undefined {
  return ["string", "bigint", "boolean"].includes(typeof value) ? String(value) : undefined;
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw invalid(`cannot read ${path}: ${error.message}`);
  }
}

function invalid(why: string, hint = "mend it, or leave it out") {
  return registryError("SETTINGS_INVALID", { message: `cannot start the registry: ${why}`, hint });
}
