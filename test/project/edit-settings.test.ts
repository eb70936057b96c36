import { describe, expect, test } from "vitest";
import { PantryError } from "../../src/errors.ts";
import { parseSettings, removeRange, setRange } from "../../src/project/index.ts";
import { fc } from "../support/fast-check.ts";
import { dependencyDocument, lastingComments } from "../toml/documents.ts";

const file = "pantry.toml";

/** Files that are right, with dependencies in every notation, and all that else may stand in them. */
const anySettings = dependencyDocument({
  aliases: ["httpz", "zap", "known_folders", "_x", "new_one"],
  line: fc.constantFrom("", "#! alone", "  #! indented", "zig.version = '0.16.0' #! zig"),
  section: fc.constantFrom(
    ["[registry] #! where", ['url = "https://zig.example/"', "#! behind"]],
    ["[resolution]", ["duplicates = '''deny'''", "", 'minimum-release-age = "1d" #! age']],
  ),
});

const setting = fc.record({
  package: fc.constantFrom("httpz", "zap", "new_one", "other"),
  range: fc.constantFrom("^1.2.3", "*", ">=1 <3 || ^4", "~0.1", "1.0.0-beta.1"),
});

describe("setRange", () => {
  test.each<[string, string, string, string, string]>([
    ["the first one of all", "", "httpz", "httpz", '[dependencies]\nhttpz = "^2"\n'],
    [
      "under another name",
      "",
      "http",
      "httpz",
      '[dependencies]\nhttp = { package = "httpz", version = "^2" }\n',
    ],
    [
      "under a name that needs quotes",
      "",
      "p-lib x",
      "p_lib",
      '[dependencies]\n"p-lib x" = { package = "p_lib", version = "^2" }\n',
    ],
    [
      "a new range",
      '[dependencies]\nhttpz = "^1" # why\n',
      "httpz",
      "httpz",
      '[dependencies]\nhttpz = "^2" # why\n',
    ],
    [
      "a new range in a table",
      '[dependencies]\nh = { version="^1",package = "httpz" }\n',
      "h",
      "httpz",
      '[dependencies]\nh = { version="^2",package = "httpz" }\n',
    ],
    [
      "a new range in a section",
      '[dependencies.h]\npackage = "httpz"\nversion = "^1" # why',
      "h",
      "httpz",
      '[dependencies.h]\npackage = "httpz"\nversion = "^2" # why',
    ],
    [
      "a new range by dotted keys",
      'dependencies.h.version = "^1"\n',
      "h",
      "h",
      'dependencies.h.version = "^2"\n',
    ],
    [
      "another package",
      '[dependencies]\nh = "^1" # why\n',
      "h",
      "httpz",
      '[dependencies]\nh = { package = "httpz", version = "^2" } # why\n',
    ],
    [
      "another package in a table",
      '[dependencies]\nh = { package = "h1", version = "^1" }\n',
      "h",
      "h2",
      '[dependencies]\nh = { package = "h2", version = "^2" }\n',
    ],
    [
      "a package where there was none",
      '[dependencies.h]\nversion = "^1"\n',
      "h",
      "h2",
      '[dependencies.h]\nversion = "^2"\npackage = "h2"\n',
    ],
  ])("%s", (_, before, alias, name, after) => {
    expect(setRange(before, file, alias, { package: name, range: "^2" })).toBe(after);
  });

  test("sets that dependency, and nothing else: all others, all settings and all comments stay", () => {
    fc.assert(
      fc.property(
        anySettings,
        fc.constantFrom("httpz", "zap", "_x", "new_one"),
        setting,
        ({ text }, alias, value) => {
          const before = parseSettings(text, file);
          const edited = setRange(text, file, alias, value);
          const after = parseSettings(edited, file);
          expect(after.dependencies.get(alias)).toEqual(value);
          expect(others(after, alias)).toEqual(others(before, alias));
          expect(lastingComments(edited)).toEqual(lastingComments(text));
          expect(edited.startsWith("\ufeff")).toBe(text.startsWith("\ufeff"));
          expect(/(?<!\r)\n/.test(edited) && /\r\n/.test(edited)).toBe(
            /(?<!\r)\n/.test(text) && /\r\n/.test(text),
          );
        },
      ),
      { numRuns: 1500 },
    );
  });

  test("what was added to a table that was there is taken out without a trace", () => {
    fc.assert(
      fc.property(anySettings, setting, ({ text, hasTable }, value) => {
        const back = removeRange(setRange(text, file, "added", value), file, "added");
        if (hasTable) expect(back).toBe(text);
        else {
          expect(back.startsWith(text)).toBe(true);
          expect(parseSettings(back, file)).toEqual(parseSettings(text, file));
        }
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ["a range that is none", "", "httpz", "httpz", "latest"],
    ["a name that is none", "", "p-lib", "p-lib", "^1"],
    ["a file that is broken", "[dependencies", "httpz", "httpz", "^1"],
    ["a file with an unknown key", "[dependancies]\n", "httpz", "httpz", "^1"],
  ])("writes nothing for %s", (_, text, alias, name, range) => {
    expect(() => setRange(text, file, alias, { package: name, range })).toThrow(PantryError);
  });
});

describe("removeRange", () => {
  test("takes out that dependency, and nothing else", () => {
    fc.assert(
      fc.property(anySettings, ({ text, aliases }) => {
        for (const alias of aliases) {
          const edited = removeRange(text, file, alias);
          const after = parseSettings(edited, file);
          expect(after.dependencies.has(alias)).toBe(false);
          expect(others(after, alias)).toEqual(others(parseSettings(text, file), alias));
          expect(lastingComments(edited)).toEqual(lastingComments(text));
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("of what is not there takes nothing", () => {
    const text = '[dependencies]\nhttpz = "^1"\n';
    expect(removeRange(text, file, "zap")).toBe(text);
  });
});

function others(settings: ReturnType<typeof parseSettings>, alias: string): unknown {
  return { ...settings, dependencies: new Map([...settings.dependencies].filter(([key]) => key !== alias)) };
}
