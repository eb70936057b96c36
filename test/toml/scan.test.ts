import { expect, test } from "vitest";
import { locate } from "../../src/toml/locate.ts";
import { type PairSpan, scanToml, type TomlPath } from "../../src/toml/scan.ts";
import { fc } from "../support/fast-check.ts";
import { anyDocument, treeOf } from "./documents.ts";

test("a scan finds everything that the parser finds", () => {
  fc.assert(
    fc.property(anyDocument, (text) => {
      expect(rebuild(text)).toEqual(treeOf(text));
    }),
    { numRuns: 500 },
  );
});

test.each<[string, TomlPath, string, string]>([
  ["a = 1\nb = 2", ["b"], "b = 2", "2"],
  ["[a]\nb.c = 2", ["a", "b", "c"], "b.c = 2", "2"],
  ["[[p]]\nx = 1\n[[p]]\nx = 2", ["p", 1, "x"], "x = 2", "2"],
  ["[[p]]\n[[p]]\n[p.q]\nx = 3", ["p", 1, "q", "x"], "x = 3", "3"],
  ["d = [\n  { a = 1 }, # one\n  { a = 'x' },\n]", ["d", 1, "a"], "a = 'x'", "'x'"],
  ["d = [ 'a', 'b' ]", ["d", 1], "'b'", "'b'"],
  ["[a]\nb = 1", ["a", "missing"], "[a]", "[a]"],
  ["\ufeffa = 1", ["a"], "a = 1", "1"],
])("locates in %j the place of %j", (text, path, key, value) => {
  const location = locate(text, path);
  expect(text.slice(location?.key).startsWith(key)).toBe(true);
  expect(text.slice(location?.value).startsWith(value)).toBe(true);
});

test("what has no place at all is nowhere", () => {
  expect(locate("a = 1", ["b"])).toBeUndefined();
});

/** The tree again, made of nothing but what the scan says: inline tables pair by pair, all else by its text. */
function rebuild(text: string): object {
  const root = {};
  for (const { path, pairs } of scanToml(text)) {
    const table = enter(root, path);
    for (const pair of pairs) put(table, pair, text);
  }
  return root;
}

function put(table: Loose, { key, value }: PairSpan, text: string): void {
  const holder = enter(table, key.slice(0, -1));
  const name = key.at(-1) ?? "";
  if (value.pairs === undefined) {
    holder[name] = treeOf(`x = ${text.slice(value.start, value.end)}`)["x"];
    return;
  }
  const inner: Loose = {};
  holder[name] = inner;
  for (const pair of value.pairs) put(inner, pair, text);
}

type Loose = Record<string | number, unknown>;

/** Walks down, and makes what is missing: a list where the next part is a position. */
function enter(root: Loose, path: TomlPath): Loose {
  let at = root;
  path.forEach((part, index) => {
    at[part] ??= typeof path[index + 1] === "number" ? [] : {};
    at = at[part] as Loose;
  });
  return at;
}
