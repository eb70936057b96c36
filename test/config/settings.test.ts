import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  definitions,
  loadUserConfig,
  type OriginKind,
  pantryHome,
  resolveSettings,
  type SettingSources,
  type Settings,
} from "../../src/config/index.ts";
import { parseUserConfig } from "../../src/config/user-config.ts";
import { nodeDisk } from "../../src/disk/index.ts";
import { refusalOf } from "../support/failure-of.ts";
import { temporaryFolder } from "../support/folders.ts";

const configFile = "/home/ana/.pantry/config.toml";

/** Every source says something else, so that the answer shows which one was asked. */
const flags = { registry: "https://flag.example", color: "never", offline: true };
const env = {
  PANTRY_REGISTRY: "https://env.example",
  PANTRY_ZIG_VERSION: "0.15.0",
  PANTRY_ZIG: "/env/zig",
  PANTRY_ZIG_CACHE: "/env/cache",
  PANTRY_DUPLICATES: "avoid",
  PANTRY_MINIMUM_RELEASE_AGE: "1h",
  PANTRY_COLOR: "always",
  PANTRY_OFFLINE: "0",
  PANTRY_CA: "/env/ca.pem",
};
const project = {
  fileName: "pantry.toml",
  values: {
    registryUrl: "https://project.example/",
    zigVersion: "0.16.0",
    duplicates: "deny",
    minimumReleaseAgeMs: 5,
  },
} as const;
const user = parseUserConfig(
  `
[registry]
url = "https://user.example"
[zig]
version = "0.14.0"
path = "/user/zig"
cache = "/user/cache"
[resolution]
duplicates = "allow"
minimum-release-age = "2d"
[terminal]
color = "auto"
[network]
offline = false
ca = "/user/ca.pem"
`,
  configFile,
);
const nobody = parseUserConfig("", configFile);

const all: SettingSources = { flags, env, project, user };

describe("where a setting comes from", () => {
  const minute = 60_000;
  test.each<[keyof Settings, Partial<SettingSources>, unknown, OriginKind, string]>([
    ["registry", {}, "https://flag.example/", "flag", "--registry"],
    ["registry", { flags: {} }, "https://env.example/", "environment", "PANTRY_REGISTRY"],
    ["registry", { flags: {}, env: {} }, "https://project.example/", "project", "pantry.toml"],
    ["registry", { flags: {}, env: {}, project: undefined }, "https://user.example/", "user", configFile],
    [
      "registry",
      { flags: {}, env: {}, project: undefined, user: nobody },
      "http://localhost:7117/",
      "default",
      "default",
    ],
    [
      "registry",
      { flags: {}, env: { PANTRY_REGISTRY: "" } },
      "https://project.example/",
      "project",
      "pantry.toml",
    ],
    ["zigVersion", {}, "0.15.0", "environment", "PANTRY_ZIG_VERSION"],
    ["zigVersion", { env: {} }, "0.16.0", "project", "pantry.toml"],
    ["zigVersion", { env: {}, project: undefined }, "0.14.0", "user", configFile],
    ["zigPath", {}, "/env/zig", "environment", "PANTRY_ZIG"],
    ["zigPath", { env: {} }, "/user/zig", "user", configFile],
    ["zigPath", { env: {}, user: nobody }, undefined, "default", "default"],
    ["zigCache", {}, "/env/cache", "environment", "PANTRY_ZIG_CACHE"],
    ["zigCache", { env: {} }, "/user/cache", "user", configFile],
    ["duplicates", {}, "avoid", "environment", "PANTRY_DUPLICATES"],
    ["duplicates", { env: {} }, "deny", "project", "pantry.toml"],
    [
      "duplicates",
      { env: {}, project: { fileName: "pantry.toml", values: {} } },
      "allow",
      "user",
      configFile,
    ],
    ["minimumReleaseAgeMs", {}, 60 * minute, "environment", "PANTRY_MINIMUM_RELEASE_AGE"],
    ["minimumReleaseAgeMs", { env: {} }, 5, "project", "pantry.toml"],
    ["minimumReleaseAgeMs", { env: {}, project: undefined }, 2 * 24 * 60 * minute, "user", configFile],
    ["minimumReleaseAgeMs", { env: {}, project: undefined, user: nobody }, undefined, "default", "default"],
    ["color", {}, "never", "flag", "--color"],
    ["color", { flags: {} }, "always", "environment", "PANTRY_COLOR"],
    ["color", { flags: {}, env: {} }, "auto", "user", configFile],
    ["ca", {}, "/env/ca.pem", "environment", "PANTRY_CA"],
    ["ca", { env: {} }, "/user/ca.pem", "user", configFile],
    ["offline", {}, true, "flag", "--offline"],
    ["offline", { flags: {} }, false, "environment", "PANTRY_OFFLINE"],
    [
      "offline",
      { flags: { offline: false }, env: { PANTRY_OFFLINE: "1" } },
      true,
      "environment",
      "PANTRY_OFFLINE",
    ],
    ["offline", { flags: {}, env: {} }, false, "user", configFile],
  ])("%s with %o", (name, changed, value, origin, where) => {
    const settings = resolveSettings({ ...all, ...changed });
    expect(settings[name]).toEqual({ value, origin, where });
  });

  test("every setting that is defined is resolved", () => {
    expect(Object.keys(resolveSettings(all))).toHaveLength(definitions.length);
  });
});

describe("what is refused", () => {
  test.each<[string, Partial<SettingSources>, string, string]>([
    [
      "a registry that is none",
      { flags: { registry: "zig.example" } },
      "SETTING_FLAG",
      '--registry is "zig.example", which is no address of a registry',
    ],
    [
      "a registry by plain http",
      { flags: { registry: "http://zig.example" } },
      "SETTING_FLAG",
      "which is plain http",
    ],
    [
      "a registry with a query",
      { env: { PANTRY_REGISTRY: "https://x.example/?a" } },
      "SETTING_ENVIRONMENT",
      "PANTRY_REGISTRY is ",
    ],
    [
      "a color that is none",
      { flags: { color: "blue" } },
      "SETTING_FLAG",
      '--color is "blue", which is none of auto, always, never',
    ],
    [
      "a truth that is none",
      { env: { PANTRY_OFFLINE: "yes" } },
      "SETTING_ENVIRONMENT",
      'PANTRY_OFFLINE is "yes", which is neither true nor false',
    ],
    [
      "a relative zig",
      { env: { PANTRY_ZIG: "zig" } },
      "SETTING_ENVIRONMENT",
      'PANTRY_ZIG is "zig", which is no absolute path',
    ],
    [
      "a version that is none",
      { env: { PANTRY_ZIG_VERSION: "v0.16.0" } },
      "SETTING_ENVIRONMENT",
      "is no version of Zig",
    ],
  ])("%s", (_, changed, code, message) => {
    const error = refusalOf(() => resolveSettings({ flags: {}, env: {}, project, user, ...changed }));
    expect(error.code).toBe(code);
    expect(error.exit).toBe("usage");
    expect(error.message).toContain(message);
    expect(error.hint).toBeTruthy();
  });

  test("a password in an address is not repeated", () => {
    for (const registry of [
      "https://ana:secret@zig.example",
      "htp://ana:secret@zig.example",
      "ana:secret@",
    ]) {
      const error = refusalOf(() => resolveSettings({ ...all, flags: { registry: `${registry}` } }));
      if (registry.includes("//")) expect(error.message).not.toContain("secret");
    }
  });

  test.each([
    ["an unknown table", "[registy]\nurl = 'x'", "1:1: ", "did you mean `registry`?"],
    ["an unknown key", "[zig]\npth = '/x'", "2:1: ", "did you mean `path`?"],
    [
      "a value that cannot be",
      "[terminal]\ncolor = 'blue'",
      "2:9: `terminal.color` is none of auto",
      "mend or remove the line",
    ],
    [
      "a number",
      "[network]\noffline = 1",
      "2:11: `network.offline` must be a string, not a number",
      "mend or remove the line",
    ],
    [
      "a table for a value",
      "[network.offline]\nx = 1",
      "`network.offline` must be a string, not a table",
      "mend or remove the line",
    ],
  ])("in config.toml %s", (_, text, message, hint) => {
    const error = refusalOf(() => parseUserConfig(text, configFile));
    expect(error.code).toBe("CONFIG_INVALID");
    expect(error.message).toContain(`${configFile}:`);
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
  });
});

describe("loadUserConfig", () => {
  test("no file sets nothing", () => {
    const { fileName, ...values } = loadUserConfig(nodeDisk, temporaryFolder());
    expect(Object.values(values).every((value) => value === undefined)).toBe(true);
  });

  test("a file is read", () => {
    const home = temporaryFolder();
    nodeDisk.create(
      join(home, "config.toml"),
      Buffer.from('\ufeff[registry]\r\nurl = "https://user.example"\r\n'),
    );
    expect(loadUserConfig(nodeDisk, home).registry).toBe("https://user.example/");
  });

  test("a file that is no text is refused with its name", () => {
    const home = temporaryFolder();
    nodeDisk.create(join(home, "config.toml"), Buffer.from([0xff, 0xfe, 0x61]));
    const error = refusalOf(() => loadUserConfig(nodeDisk, home));
    expect(error.message).toContain(join(home, "config.toml"));
  });
});

describe("pantryHome", () => {
  test.each<[NodeJS.ProcessEnv, string]>([
    [{ PANTRY_HOME: "/data/pantry", HOME: "/home/ana" }, "/data/pantry"],
    [{ PANTRY_HOME: "", HOME: "/home/ana" }, "/home/ana/.pantry"],
    [{ HOME: "/home/ana" }, "/home/ana/.pantry"],
  ])("%o", (from, home) => {
    expect(pantryHome(from)).toBe(home);
  });

  test("a relative one is refused: it would be another in every folder", () => {
    const error = refusalOf(() => pantryHome({ PANTRY_HOME: "./pantry" }));
    expect(error.code).toBe("HOME_INVALID");
    expect(error.exit).toBe("usage");
  });
});
