import { describe, expect, it } from "vitest";
import { coversPackage, isWithin, readBlock } from "../../../registry/accounts/index.ts";

describe("a token's pattern of packages", () => {
  it.each<[string, "npm" | "zig", string, boolean]>([
    ["leaf", "zig", "leaf", true],
    ["leaf", "npm", "leaf", true],
    ["leaf", "npm", "leaf2", false],
    ["zig:leaf", "npm", "leaf", false],
    ["npm:leaf", "npm", "leaf", true],
    ["@acme/*", "npm", "@acme/a", true],
    ["@acme/*", "npm", "@acme2/a", false],
    ["@acme/*", "npm", "@acme", false],
    ["lib*", "npm", "library", true],
    ["lib*", "npm", "@lib/x", false],
    ["*", "npm", "@lib/x", true],
    ["l.af", "npm", "leaf", false],
  ])("%s covers %s:%s: %s", (pattern, kind, name, expected) => {
    expect(coversPackage({ packages: [pattern] }, { kind, name })).toBe(expected);
  });
});

describe("a block of addresses", () => {
  it.each([
    ["10.0.0.0/8", "10.1.2.3", true],
    ["10.0.0.0/8", "11.1.2.3", false],
    ["10.0.0.0/8", "::ffff:10.1.2.3", true],
    ["10.1.2.3", "10.1.2.3", true],
    ["0.0.0.0/0", "255.255.255.255", true],
    ["0.0.0.0/0", "::1", false],
    ["2001:db8::/32", "2001:db8:1::1", true],
    ["2001:db8::/32", "2001:db9::1", false],
    ["::1", "::1", true],
    ["10.0.0.0/8", "", false],
    ["10.0.0.0/8", "10.1.2.3, 1.1.1.1", false],
  ])("%s has %s: %s", (block, address, expected) => {
    expect(isWithin([block], address)).toBe(expected);
  });

  it.each(["", "10.0.0.0/33", "10.0.0/8", "x", "::/129", "10.0.0.0/-1", "10.0.0.0/8/8", "fe80::1%eth0"])(
    "is not %j",
    (text) => {
      expect(readBlock(text)).toBeUndefined();
    },
  );
});
