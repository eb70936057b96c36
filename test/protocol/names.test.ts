import { describe, expect, it } from "vitest";
import {
  canonicalName,
  isPackageName,
  isReservedName,
  isUserName,
  isVersion,
  versionKey,
} from "../../src/protocol/index.ts";

describe("package names", () => {
  it.each(["a", "httpz", "known_folders", "Z", "_x", "u8", "x".repeat(32)])("takes %s", (name) => {
    expect(isPackageName(name)).toBe(true);
  });
  it.each(["", "_", "___", "1a", "a-b", "a.b", "test", "error", "x".repeat(33), "ä", "a b", "a\n", "../a"])(
    "refuses %j",
    (name) => {
      expect(isPackageName(name)).toBe(false);
    },
  );
  it.each([
    ["known_folders", "KnownFolders", true],
    ["a_b", "ab", true],
    ["ab", "abc", false],
  ])("%s and %s are one: %s", (one, other, same) => {
    expect(canonicalName(one) === canonicalName(other)).toBe(same);
  });
  it("reserves what means something else in Zig code, in every spelling", () => {
    expect(["std", "S_td", "builtin", "root", "zig"].every(isReservedName)).toBe(true);
    expect(isReservedName("stdx")).toBe(false);
  });
});

describe("user names", () => {
  it.each(["ada", "a.b-c_d", "0x", "x".repeat(64)])("takes %s", (name) => {
    expect(isUserName(name)).toBe(true);
  });
  it.each(["", "Ada", "-a", ".a", "a/b", "a b", "a:b", "x".repeat(65), "ada\n"])("refuses %j", (name) => {
    expect(isUserName(name)).toBe(false);
  });
});

describe("versions", () => {
  it.each([
    "0.0.0",
    "1.2.3",
    "1.0.0-rc.1",
    "1.0.0-0a",
    "1.0.0--",
    "1.0.0+001",
    "1.0.0-a+b.c",
    "9007199254740991.0.0",
  ])("takes %s", (version) => {
    expect(isVersion(version)).toBe(true);
  });
  it.each([
    "",
    "1",
    "1.0",
    "v1.0.0",
    "01.0.0",
    "1.0.0.0",
    "1.0.0-",
    "1.0.0-01",
    "1.0.0-a..b",
    "1.0.0+",
    "1.0.0+a+b",
    "1_0.0.0",
    "1.0.0 ",
    "1.0.0\n",
    "9007199254740992.0.0",
    "1.0.0-9007199254740992",
    `1.0.0-${"x".repeat(27)}`,
  ])("refuses %j", (version) => {
    expect(isVersion(version)).toBe(false);
  });
  it("are one where only the build metadata differs", () => {
    expect(versionKey("1.0.0-a+x")).toBe("1.0.0-a");
    expect(versionKey("1.0.0")).toBe("1.0.0");
  });
});
