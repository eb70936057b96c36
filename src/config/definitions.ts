import {
  type Color,
  type Duplicates,
  readColor,
  readDuplicates,
  readDuration,
  readFlag,
  readPath,
  readRegistryUrl,
  readZigVersion,
  type ValueReader,
} from "./values.ts";

/** One setting: where it may be set, how its text is read, and what holds where nobody sets it. */
export interface Definition<Value> {
  /** In config.toml, and in pantry.toml where a project may set it: table and key. */
  readonly table: string;
  readonly key: string;
  readonly env: string;
  readonly flag: string | undefined;
  /** A project says what it is, not how its user's machine works. */
  readonly inProject: boolean;
  readonly read: ValueReader<Value>;
  readonly fallback: Value;
}

/** Where `pantry registry` listens when nothing else is said. */
export const defaultRegistry = "http://localhost:7117/";

export const registry: Definition<string> = {
  table: "registry",
  key: "url",
  env: "PANTRY_REGISTRY",
  flag: "--registry",
  inProject: true,
  read: readRegistryUrl,
  fallback: defaultRegistry,
};

/** The Zig that builds the project, where it is not the one on the PATH. */
export const zigVersion: Definition<string | undefined> = {
  table: "zig",
  key: "version",
  env: "PANTRY_ZIG_VERSION",
  flag: undefined,
  inProject: true,
  read: readZigVersion,
  fallback: undefined,
};

/** The zig program. Never from a project: it is run. */
export const zigPath: Definition<string | undefined> = {
  table: "zig",
  key: "path",
  env: "PANTRY_ZIG",
  flag: undefined,
  inProject: false,
  read: readPath,
  fallback: undefined,
};

/** Zig's global cache, where zig is told another than it would choose itself. */
export const zigCache: Definition<string | undefined> = {
  table: "zig",
  key: "cache",
  env: "PANTRY_ZIG_CACHE",
  flag: undefined,
  inProject: false,
  read: readPath,
  fallback: undefined,
};

export const duplicates: Definition<Duplicates> = {
  table: "resolution",
  key: "duplicates",
  env: "PANTRY_DUPLICATES",
  flag: undefined,
  inProject: true,
  read: readDuplicates,
  fallback: "allow",
};

/** How old a version must be; undefined leaves it to the rule for where the version came from. */
export const minimumReleaseAgeMs: Definition<number | undefined> = {
  table: "resolution",
  key: "minimum-release-age",
  env: "PANTRY_MINIMUM_RELEASE_AGE",
  flag: undefined,
  inProject: true,
  read: readDuration,
  fallback: undefined,
};

export const color: Definition<Color> = {
  table: "terminal",
  key: "color",
  env: "PANTRY_COLOR",
  flag: "--color",
  inProject: false,
  read: readColor,
  fallback: "auto",
};

export const offline: Definition<boolean> = {
  table: "network",
  key: "offline",
  env: "PANTRY_OFFLINE",
  flag: "--offline",
  inProject: false,
  read: readFlag,
  fallback: false,
};

/** Certificates of authorities that the user trusts besides those of Node. Never from a project: it could read all traffic. */
export const ca: Definition<string | undefined> = {
  table: "network",
  key: "ca",
  env: "PANTRY_CA",
  flag: undefined,
  inProject: false,
  read: readPath,
  fallback: undefined,
};

/** All of them, for whoever only wants to know their names. */
export const definitions: readonly Definition<unknown>[] = [
  registry,
  zigVersion,
  zigPath,
  zigCache,
  duplicates,
  minimumReleaseAgeMs,
  color,
  offline,
  ca,
];
