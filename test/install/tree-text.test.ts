import { expect, test } from "vitest";
import { findPackages, packagesAbove } from "../../src/install/graph.ts";
import { invertedLines, type TreeLine, treeLines } from "../../src/install/tree-text.ts";
import { feast, graphFrom, hashOf } from "./graphs.ts";

function shown(lines: readonly TreeLine[]): string[] {
  return lines.map(
    ({ branches, label, marks }) =>
      `${branches}${label}${marks.length === 0 ? "" : ` (${marks.join(", ")})`}`,
  );
}

test("a tree opens each package once, and marks what is lazy, renamed, from elsewhere, or there twice", () => {
  expect(shown(treeLines(feast))).toEqual([
    "dinner 0.1.0",
    "├── salt 2.0.0 (as brine, duplicate: also 1.0.0)",
    "├── soup 1.2.0",
    "│   ├── salt 1.0.0 (duplicate: also 2.0.0)",
    "│   ├── stock 0.9.0",
    "│   │   ├── bay 1.0.0 (lazy, archive)",
    "│   │   └── salt 1.0.0 (duplicate: also 2.0.0)",
    "│   └── fat 3.1.0",
    "├── spoon 0.1.0 (../spoon)",
    "│   ├── dinner 0.1.0 (as back, shown above)",
    "│   ├── bay 5.0.0",
    "│   └── stock 0.9.0 (shown above)",
    "└── thyme 0.3.0 (lazy, git)",
  ]);
});

test("inverted, from a package up to the project", () => {
  const trees = invertedLines(feast, findPackages(feast, "salt"));
  expect(trees.map(shown)).toEqual([
    [
      "salt 1.0.0 (duplicate: also 2.0.0)",
      "├── soup 1.2.0",
      "│   └── dinner 0.1.0 (this project)",
      "└── stock 0.9.0",
      "    ├── soup 1.2.0 (shown above)",
      "    └── spoon 0.1.0 (../spoon)",
      "        └── dinner 0.1.0 (this project)",
    ],
    ["salt 2.0.0 (duplicate: also 1.0.0)", "└── dinner 0.1.0 (this project, calls it brine)"],
  ]);
});

test.each([
  { word: "salt", found: ["salt 1.0.0", "salt 2.0.0"] },
  { word: "salt@2.0.0", found: ["salt 2.0.0"] },
  { word: "brine", found: ["salt 2.0.0"] },
  { word: "../spoon", found: ["spoon 0.1.0"] },
  { word: hashOf("fat", "3.1.0"), found: ["fat 3.1.0"] },
])("$word means $found", ({ word, found }) => {
  expect(findPackages(feast, word).map(({ name, version }) => `${name} ${version}`)).toEqual(found);
});

test.each([
  { word: "soop", hint: "did you mean `soup`?" },
  { word: "salt@3.0.0", hint: "of `salt` it has 1.0.0 and 2.0.0" },
  { word: "cinnamon", hint: "`pantry tree` shows what it has" },
])("$word is not in the project", ({ word, hint }) => {
  expect(() => findPackages(feast, word)).toThrow(expect.objectContaining({ code: "NOT_IN_PROJECT", hint }));
});

test("who needs a package, all the way up, each with its own dependants", () => {
  const above = packagesAbove(feast, findPackages(feast, "fat"));
  expect(
    above.map(({ package: { name }, dependants }) => [name, dependants.map(({ alias }) => alias)]),
  ).toEqual([
    ["fat", ["vendored/fat"]],
    ["soup", ["soup"]],
    ["dinner", []],
  ]);
});

test("a name that would move a terminal's cursor does not", () => {
  const graph = graphFrom({ "\\x1b[2J": "../odd" }, [
    { name: "\u001b[2J", version: "1.0.0", source: { kind: "path", path: "../odd" } },
  ]);
  expect(shown(treeLines(graph))[1]).toBe("└── ·[2J 1.0.0 (../odd)");
});

test("a chain of 20,000 packages, and one package that 2,000 depend on", () => {
  const chain = Array.from({ length: 20_000 }, (_, at) => ({
    name: `p${at}`,
    version: "1.0.0",
    needs: at === 19_999 ? {} : { [`p${at + 1}`]: `p${at + 1}@1.0.0` },
  }));
  expect(treeLines(graphFrom({ p0: "p0@1.0.0" }, chain))).toHaveLength(20_001);
  const many = Array.from({ length: 2_000 }, (_, at) => ({
    name: `q${at}`,
    version: "1.0.0",
    needs: { core: "core@1.0.0" },
  }));
  const root = Object.fromEntries(many.map(({ name }) => [name, `${name}@1.0.0`]));
  const graph = graphFrom(root, [
    ...many,
    { name: "core", version: "1.0.0", needs: { base: "base@1.0.0" } },
    { name: "base", version: "1.0.0" },
  ]);
  expect(treeLines(graph)).toHaveLength(1 + 2 * 2_000 + 1);
});
