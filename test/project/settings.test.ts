import { describe, expect, test } from "vitest";
import { PantryError } from "../../src/errors.ts";
import { type ProjectSettings, parseSettings } from "../../src/project/index.ts";
import { refusalOf } from "../support/failure-of.ts";
import { fc } from "../support/fast-check.ts";

const hour = 60 * 60 * 1000;

describe("what is read", () => {
  test("everything that a project may say", () => {
    const text = `
[dependencies]
httpz = "^0.3.1"
http = { package = "httpz", version = ">=0.2 <0.4" }
zap.version = "*"
"p-lib".package = "p_lib"
"p-lib".version = "~1.2"

[dependencies.known_folders]
version = "1.x"

[zig]
version = "0.17.0-dev.12+abc"

[registry]
url = "https://ZIG.example"

[resolution]
duplicates = "deny"
minimum-release-age = "36h"

[package]
description = "Soup from a stock"
license = "MIT OR Apache-2.0"
keywords = ["soup", "c++"]
repository = "https://example.com/soup"
access = "restricted"
`;
    expect(parseSettings(text, "pantry.toml")).toEqual({
      dependencies: new Map([
        ["httpz", { package: "httpz", range: "^0.3.1" }],
        ["http", { package: "httpz", range: ">=0.2 <0.4" }],
        ["zap", { package: "zap", range: "*" }],
        ["p-lib", { package: "p_lib", range: "~1.2" }],
        ["known_folders", { package: "known_folders", range: "1.x" }],
      ]),
      members: undefined,
      zigVersion: "0.17.0-dev.12+abc",
      registryUrl: "https://zig.example/",
      duplicates: "deny",
      minimumReleaseAgeMs: 36 * hour,
      registries: undefined,
      about: {
        description: "Soup from a stock",
        license: "MIT OR Apache-2.0",
        keywords: ["soup", "c++"],
        repository: "https://example.com/soup",
        homepage: undefined,
      },
      access: "restricted",
    } satisfies ProjectSettings);
  });

  test.each([
    ["nothing", ""],
    ["a byte order mark", "\ufeff"],
    ["comments", "# mine\r\n\r\n"],
    ["empty tables", "[dependencies]\n[zig]\n"],
  ])("%s says nothing", (_, text) => {
    const { dependencies, ...rest } = parseSettings(text, "pantry.toml");
    expect(dependencies.size).toBe(0);
    expect(Object.values(rest).every((value) => value === undefined)).toBe(true);
  });

  test("with CRLF the same", () => {
    const settings = parseSettings('[dependencies]\r\nhttpz = "^1" # why\r\n', "pantry.toml");
    expect([...settings.dependencies]).toEqual([["httpz", { package: "httpz", range: "^1" }]]);
  });

  test("a dependency may be called what a table may not", () => {
    const text = '[dependencies]\nproxy = "1"\ntoken = "1"\nregistry = "1"';
    expect([...parseSettings(text, "pantry.toml").dependencies.keys()]).toEqual([
      "proxy",
      "token",
      "registry",
    ]);
  });

  test.each<[string, number]>([
    ["0", 0],
    ["30m", hour / 2],
    ["1d", 24 * hour],
    ["2w", 14 * 24 * hour],
  ])("an age of %s", (text, ms) => {
    const settings = parseSettings(`[resolution]\nminimum-release-age = "${text}"`, "pantry.toml");
    expect(settings.minimumReleaseAgeMs).toBe(ms);
  });
});

describe("what is refused", () => {
  test.each<[string, string, string, string]>([
    [
      "an unknown table",
      "[dependancies]\n",
      '1:1: pantry.toml has no key "dependancies"',
      "did you mean `dependencies`?",
    ],
    [
      "an unknown key",
      '[resolution]\nduplicate = "deny"',
      '2:1: `resolution` has no key "duplicate"',
      "did you mean `duplicates`?",
    ],
    [
      "a key that is like none",
      "[zig]\nwhatever = 1",
      '2:1: `zig` has no key "whatever"',
      "a newer Pantry may know more",
    ],
    ["a workspace of nothing", "[workspace]\n", "1:1: `workspace` has no `members`", ""],
    [
      "a member outside of the workspace",
      '[workspace]\nmembers = ["app", "../x"]',
      "2:19: `workspace.members` leads out of the folder",
      "",
    ],
    ["a root key", 'name = "x"', '1:1: pantry.toml has no key "name"', "a newer Pantry may know more"],
    ["a table that is none", "registry = 1", "1:12: `registry` must be a table, not a number", ""],
    [
      "dependencies that are a list",
      "[[dependencies]]\n",
      "1:1: `dependencies` must be a table, not an array",
      "",
    ],
    ["a keyword of two words", '[package]\nkeywords = ["hot soup"]', "2:12: `keywords` `[0]` cannot be", ""],
    [
      "a repository with credentials",
      '[package]\nrepository = "https://a:b@example.com/"',
      "2:14: `repository` cannot be",
      "",
    ],
    ["a description that is a list", "[package]\ndescription = []", "must be a string, not an array", ""],
    ["a range that is none", '[dependencies]\nhttpz = "^^1"', '2:9: "^^1" is no range', "a range is written"],
    [
      "a tag for a range",
      '[dependencies]\nhttpz = "latest"',
      '2:9: "latest" is no range',
      "a range is written",
    ],
    ["an empty range", '[dependencies]\nhttpz = ""', 'every version is "*"', ""],
    [
      "a range without end",
      `[dependencies]\nhttpz = "${"1 ".repeat(200)}"`,
      "is longer than 256 characters",
      "",
    ],
    [
      "a range that is a number",
      "[dependencies]\nhttpz = 1",
      "2:9: `dependencies.httpz` must be a string, not a number",
      "",
    ],
    [
      "a table without a range",
      '[dependencies]\nhttp = { package = "httpz" }',
      "2:8: `dependencies.http` has no `version`",
      "",
    ],
    [
      "an unknown key of a dependency",
      '[dependencies]\nhttp = { packge = "httpz", version = "1" }',
      'has no key "packge"',
      "did you mean `package`?",
    ],
    [
      "a name that is none",
      '[dependencies]\n"p-lib" = "1"',
      '2:1: "p-lib" is no name of a Zig package',
      "p-lib = { package",
    ],
    [
      "a package that is none",
      '[dependencies]\nx = { package = "a/b", version = "1" }',
      '2:17: "a/b" is no name',
      "",
    ],
    ["a keyword", '[dependencies]\ntest = "1"', '"test" is no name of a Zig package', ""],
    [
      "an alias of nothing",
      '[dependencies]\n"" = { package = "x", version = "1" }',
      "that is no name for a dependency",
      "",
    ],
    [
      "an alias with a line end",
      '[dependencies]\n"a\\nb" = { package = "x", version = "1" }',
      "that is no name for a dependency",
      "",
    ],
    ["a Zig version that is none", '[zig]\nversion = "0.16"', "2:11: `zig.version` is no version of Zig", ""],
    [
      "a registry that is none",
      '[registry]\nurl = "zig.example"',
      "`registry.url` is no address of a registry",
      "",
    ],
    ["a registry by plain http", '[registry]\nurl = "http://zig.example"', "is plain http", ""],
    [
      "a registry with credentials",
      '[registry]\nurl = "https://ana:pw@zig.example"',
      "is no address of a registry",
      "",
    ],
    ["a policy that is none", '[resolution]\nduplicates = "never"', "is none of allow, avoid, deny", ""],
    ["an age that is none", '[resolution]\nminimum-release-age = "1 day"', "is no time such as", ""],
    ["an age beyond all", '[resolution]\nminimum-release-age = "9999d"', "is more than 3650d", ""],
    ["an age without a unit", '[resolution]\nminimum-release-age = "5"', "is no time such as", ""],
  ])("%s", (_, text, message, hint) => {
    const error = refusal(text);
    expect(error.code).toBe("SETTINGS_INVALID");
    expect(error.message).toContain(message);
    expect(error.message).toMatch(/^pantry\.toml:\d+:\d+: /);
    expect(error.message).not.toContain("ana:pw");
    expect(error.hint).toContain(hint);
    expect(error.hint).toBeTruthy();
  });

  test.each([
    ["[network]\nproxy = 'http://x'", "no proxy and no CA"],
    ["proxy = 'http://x'", "no proxy and no CA"],
    ["https-proxy = 'http://x'", "no proxy and no CA"],
    ["[proxy]\nurl = 'http://x'", "no proxy and no CA"],
    ["[registry]\nurl = 'https://x/'\nca = 'x'", "no proxy and no CA"],
    ["[registry]\ncafile = 'x'", "no proxy and no CA"],
    ["[registry]\nstrict-ssl = false", "no proxy and no CA"],
    ["[registry]\ntoken = 'ptry_x'", "a project holds no token"],
    ["[registry]\n_authToken = 'ptry_x'", "a project holds no token"],
    ["[zig]\npath = '/tmp/evil'", "a project does not set zig.path"],
    ["[network]\noffline = true", "a project does not set network.offline"],
    ["[terminal]\ncolor = 'never'", "a project does not set terminal.color"],
  ])("what no project may set: %j", (text, message) => {
    const error = refusal(text);
    expect(error.code).toBe("SETTINGS_FORBIDDEN");
    expect(error.exit).toBe("refused");
    expect(error.message).toMatch(/^pantry\.toml:\d+:1: /);
    expect(error.message).not.toContain("ptry_x");
    expect(error.message).toContain(message);
    expect(error.hint).toBeTruthy();
  });

  test("an unfinished merge", () => {
    const error = refusal("[dependencies]\n<<<<<<< HEAD\n");
    expect(error.code).toBe("TOML_CONFLICT");
    expect(error.hint).toContain("delete the lines with the markers");
  });

  test("garbage gives settings or an expected error", () => {
    const piece = fc.constantFrom(
      "[dependencies]\n",
      "[registry]\n",
      "[zig]\n",
      "[[dependencies]]\n",
      "url",
      "version",
      "package",
      "httpz",
      "__proto__",
      "constructor",
      ".",
      " = ",
      '"1"',
      "1",
      "{",
      "}",
      "\n",
      ",",
      "[",
      "]",
      "'",
      "1979-05-27",
      "true",
      "\u0000",
    );
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: piece, maxLength: 25 }), fc.string({ unit: "binary" })),
        (text) => {
          try {
            parseSettings(text, "pantry.toml");
          } catch (error) {
            expect(error).toBeInstanceOf(PantryError);
          }
        },
      ),
      { numRuns: 5000 },
    );
  });
});

function refusal(text: string): PantryError {
  return refusalOf(() => parseSettings(text, "pantry.toml"));
}
