import type { TomlTable } from "smol-toml";
import { describe, expect, test } from "vitest";
import { removeValue, setValue } from "../../src/toml/index.ts";
import { fc } from "../support/fast-check.ts";
import { dependencyDocument, lastingComments, treeOf } from "./documents.ts";

describe("setValue", () => {
  test.each<[string, string, string]>([
    ["an empty file", "", '[dependencies]\nnew = "^1"\n'],
    ["a byte order mark alone", "\ufeff", '\ufeff[dependencies]\nnew = "^1"\n'],
    ["a file without the table", "# mine\n", '# mine\n\n[dependencies]\nnew = "^1"\n'],
    ["no final line end", "[zig]\r\na = 1", '[zig]\r\na = 1\r\n\r\n[dependencies]\r\nnew = "^1"\r\n'],
    ["a blank line at the end", "a = 1\n\n", 'a = 1\n\n[dependencies]\nnew = "^1"\n'],
    ["an empty table", "[dependencies] # mine", '[dependencies] # mine\nnew = "^1"'],
    [
      "a table with more behind it",
      '[dependencies]\n  b = "1" # b\n\n# about zig\n[zig]\n',
      '[dependencies]\n  b = "1" # b\n  new = "^1"\n\n# about zig\n[zig]\n',
    ],
    [
      "dotted keys at the root",
      'dependencies.b = "1"\na = 1\n',
      'dependencies.b = "1"\ndependencies.new = "^1"\na = 1\n',
    ],
    [
      "sub-tables only",
      "[dependencies.b]\nv = 1\n",
      '[dependencies.b]\nv = 1\n\n[dependencies]\nnew = "^1"\n',
    ],
    ["an empty inline table", "dependencies = {}", 'dependencies = {new = "^1"}'],
    ["an inline table", 'dependencies = { b = "1" }', 'dependencies = { b = "1", new = "^1" }'],
    [
      "an inline table over lines",
      'dependencies = {\n  b = "1" # b\n}\n',
      'dependencies = {\n  b = "1", # b\n  new = "^1"\n}\n',
    ],
    [
      "an inline table over lines with a last comma",
      'dependencies = {\n  b = "1", # b\n}\n',
      'dependencies = {\n  b = "1", # b\n  new = "^1",\n}\n',
    ],
    ["a quoted table name", "[ 'dependencies' ]\n", "[ 'dependencies' ]\nnew = \"^1\"\n"],
    ["a value that is there", "[dependencies]\nnew = 'old' # why\n", '[dependencies]\nnew = "^1" # why\n'],
    ["a value over lines", "[dependencies]\nnew = [\n 1, # a\n] # b\n", '[dependencies]\nnew = "^1" # b\n'],
    ["a value in an inline table", 'dependencies={new="0",b="1"}', 'dependencies={new="^1",b="1"}'],
  ])("%s", (_, before, after) => {
    expect(setValue(before, ["dependencies", "new"], '"^1"')).toBe(after);
  });

  test.each<[string, string, string]>([
    ["a sub-table", '[d.x]\nversion = "1"\n', '[d.x]\nversion = "1"\npackage = "p"\n'],
    ["dotted keys", '[d]\nx.version = "1"\ny = 1\n', '[d]\nx.version = "1"\nx.package = "p"\ny = 1\n'],
    ["an inline table", '[d]\nx = { version = "1" }\n', '[d]\nx = { version = "1", package = "p" }\n'],
    [
      "dotted keys inside an inline table",
      'd = { x.version = "1" }\n',
      'd = { x.version = "1", x.package = "p" }\n',
    ],
  ])("a key beside another: %s", (_, before, after) => {
    expect(setValue(before, ["d", "x", "package"], '"p"')).toBe(after);
  });

  test("a key that needs quotes gets them", () => {
    expect(setValue("", ["dependencies", 'a "b".c'], "1")).toBe('[dependencies]\n"a \\"b\\".c" = 1\n');
  });

  test("changes that value and no other, and keeps all comments", () => {
    fc.assert(
      fc.property(dependencyDocument(), ({ text }) => {
        const edited = setValue(text, ["dependencies", "new"], '"^1"');
        expect(treeOf(edited)).toEqual(withDependency(treeOf(text), "new", "^1"));
        expect(lastingComments(edited)).toEqual(lastingComments(text));
      }),
      { numRuns: 1000 },
    );
  });

  test("what was added to a table goes without a trace", () => {
    fc.assert(
      fc.property(dependencyDocument(), ({ text, hasTable }) => {
        const edited = setValue(text, ["dependencies", "new"], '"^1"');
        const back = removeValue(edited, ["dependencies", "new"]);
        if (hasTable) expect(back).toBe(text);
        else expect(back.startsWith(text)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("removeValue", () => {
  test.each<[string, string, string]>([
    ["what is not there", "[dependencies]\nb = 1\n", "[dependencies]\nb = 1\n"],
    [
      "a line with its comment",
      "[dependencies]\n# above\nx = 1 # why\nb = 2\n",
      "[dependencies]\n# above\nb = 2\n",
    ],
    ["the last line of a file", "[dependencies]\r\nb = 2\r\nx = 1", "[dependencies]\r\nb = 2"],
    ["the first line behind a byte order mark", "\ufeffdependencies.x = 1\na = 1", "\ufeffa = 1"],
    ["dotted lines", "[dependencies]\nx.a = 1\nb = 2\nx.c = 1\n", "[dependencies]\nb = 2\n"],
    ["a sub-table", "[a]\n\n[dependencies.x]\nv = 1\n\n# b\n[b]\n", "[a]\n\n# b\n[b]\n"],
    ["a sub-table at the end", "[a]\n\n[dependencies.x]\nv = 1", "[a]\n"],
    ["the first of an inline table", "dependencies = { x = 1, b = 2 }", "dependencies = { b = 2 }"],
    ["the last of an inline table", "dependencies = { b = 2, x = 1 }", "dependencies = { b = 2 }"],
    ["the only one of an inline table", "dependencies = { x = 1, }", "dependencies = { }"],
    [
      "a line of an inline table",
      "dependencies = {\n  b = 2,\n  x = 1 # x\n}",
      "dependencies = {\n  b = 2\n}",
    ],
    [
      "a pair behind a comment",
      "dependencies = { b = 2, # b\n  x = 1 }",
      "dependencies = { b = 2, # b\n   }",
    ],
  ])("%s", (_, before, after) => {
    expect(removeValue(before, ["dependencies", "x"])).toBe(after);
    treeOf(after);
  });

  test("takes out that value and no other, and keeps the comments of others", () => {
    fc.assert(
      fc.property(dependencyDocument(), ({ text, aliases }) => {
        for (const alias of aliases) {
          const edited = removeValue(text, ["dependencies", alias]);
          expect(dependenciesOf(edited)).toEqual(without(dependenciesOf(text), alias));
          expect({ ...treeOf(edited), dependencies: 0 }).toEqual({ ...treeOf(text), dependencies: 0 });
          expect(lastingComments(edited)).toEqual(lastingComments(text));
        }
      }),
      { numRuns: 1000 },
    );
  });
});

function dependenciesOf(text: string): TomlTable {
  return { ...(treeOf(text)["dependencies"] as TomlTable | undefined) };
}

function withDependency(tree: TomlTable, alias: string, range: string): TomlTable {
  return { ...tree, dependencies: { ...(tree["dependencies"] as TomlTable | undefined), [alias]: range } };
}

function without(table: TomlTable, alias: string): TomlTable {
  return Object.fromEntries(Object.entries(table).filter(([key]) => key !== alias));
}
