import { builtinModules } from "node:module";
import { describe, expect, it } from "vitest";
import { isNpmName, npmKey, npmNameProblem } from "../../src/protocol/index.ts";

describe("names of npm packages", () => {
  it.each(["leaf", "left-pad", "a.b", "a_b", "3d", "@s/n", "@s/_n", "@my-org/a.b", "a~b", "x".repeat(214)])(
    "a new one may be %s",
    (name) => {
      expect(npmNameProblem(name)).toBeUndefined();
      expect(isNpmName(name)).toBe(true);
    },
  );

  // What validate-npm-package-name refuses for new packages.
  it.each([
    ...[
      "",
      "Leaf",
      ".leaf",
      "_leaf",
      "a b",
      " a",
      "a/b",
      "a%2fb",
      "ä",
      "node_modules",
      "favicon.ico",
      "a!b",
      "a*",
    ],
    ...["@s", "@/n", "@s/", "@s/n/m", "@S/n", "@s/.n", "@.s/n", "x".repeat(215), "a\nb", "a\u0000"],
    ...["-", "--", "~", "@s/-"],
  ])("none may be %j", (name) => {
    expect(npmNameProblem(name)).toBeDefined();
  });

  it("none is a module of Node's", () => {
    const plain = builtinModules.filter((name) => !name.includes("/") && !name.startsWith("_"));
    expect(plain.filter((name) => npmNameProblem(name) === undefined)).toEqual([]);
  });

  it.each(["JSONStream", "a!b", "@S/N", "~", "_a", "-", "a'b"])("clients may still ask for %s", (name) => {
    expect(isNpmName(name)).toBe(true);
  });

  it.each(["", ".", "..", "@s/..", "../a", "a/b", "a\\b", "a b", "a\u0000", "@", "@s/", "a%2f"])(
    "they may not ask for %j",
    (name) => {
      expect(isNpmName(name)).toBe(false);
    },
  );

  it.each([
    ["left-pad", "leftpad"],
    ["LeftPad", "left_pad"],
    ["a.b.c", "abc"],
  ])("%s and %s are one", (one, other) => {
    expect(npmKey(one)).toBe(npmKey(other));
  });

  it.each([
    ["@s/left-pad", "@s/leftpad"],
    ["@s/n", "sn"],
    ["leftpad", "leftpad2"],
  ])("%s and %s are two", (one, other) => {
    expect(npmKey(one)).not.toBe(npmKey(other));
  });
});
