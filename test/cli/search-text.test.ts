import { describe, expect, test } from "vitest";
import { searchText } from "../../src/cli/commands/search-text.ts";
import { styleFor } from "../../src/cli/terminal/index.ts";
import type { FoundPackage } from "../../src/protocol/index.ts";

const plain = styleFor(false);

const found = (name: string, more: Partial<FoundPackage> = {}): FoundPackage => ({
  kind: "zig",
  name,
  version: "1.2.0",
  description: undefined,
  license: "MIT",
  keywords: [],
  owners: ["ada"],
  zigVersions: ["0.15", "0.16"],
  publishedAt: undefined,
  ...more,
});

const packages = [
  found("soup", {
    description:
      "Cooks soup from a stock, with or without salt, and keeps it warm for as long as you like, on any stove that Zig can reach; and more.",
  }),
  found("souplike_things", { owners: ["ada", "bob", "eve"], zigVersions: [] }),
  found("s", { license: undefined, owners: [], zigVersions: [], description: "Short." }),
];

describe("what a search shows", () => {
  test("at 80 columns", () => {
    expect(searchText(packages, 80, plain)).toBe(
      `
soup 1.2.0             Zig 0.15, 0.16 · MIT · ada
  Cooks soup from a stock, with or without salt, and keeps it warm for as long
  as you like, on any stove that Zig can reach; and more.
souplike_things 1.2.0  MIT · ada and 2 more
s 1.2.0
  Short.`.trim(),
    );
  });

  test("at 60 columns", () => {
    expect(searchText(packages, 60, plain)).toBe(
      `
soup 1.2.0             Zig 0.15, 0.16 · MIT · ada
  Cooks soup from a stock, with or without salt, and keeps
  it warm for as long as you like, on any stove that Zig …
souplike_things 1.2.0  MIT · ada and 2 more
s 1.2.0
  Short.`.trim(),
    );
  });

  test("never wider than the terminal, whatever the names", () => {
    const long = [
      found("a_name_of_thirty_two_characters_", { version: "1.2.0-alpha.1" }),
      found("b", { description: `${"x".repeat(300)} ${"y ".repeat(200)}`, license: "A OR B OR C OR D OR E" }),
    ];
    for (const columns of [60, 80, 120]) {
      const lines = searchText(long, columns, plain).split("\n");
      expect(lines.filter((line) => line.length > columns && !line.includes("xxx"))).toEqual([]);
    }
  });

  test("nothing where nothing was found", () => {
    expect(searchText([], 80, plain)).toBe("");
  });
});
