import { describe, expect, test } from "vitest";
import { PantryError } from "../../src/errors.ts";
import {
  decodeToml,
  parseToml,
  readDocument,
  type TomlFileKind,
  type TomlNode,
} from "../../src/toml/index.ts";
import { refusalOf } from "../support/failure-of.ts";
import { fc } from "../support/fast-check.ts";

const kind: TomlFileKind = { maxLength: 1000, brokenHint: "mend it", conflictHint: "settle it" };

describe("parseToml", () => {
  test.each<[string, string, string, string]>([
    [
      "a value that is none",
      "a = 1\nb = x\n",
      "TOML_SYNTAX",
      "f.toml:2:5: not valid TOML: invalid value\nb = x\n    ^",
    ],
    ["a string without end", 'a = "x', "TOML_SYNTAX", "f.toml:1:5: not valid TOML: unfinished string"],
    ["a key twice", "a = 1\na = 2", "TOML_SYNTAX", "f.toml:2:1: not valid TOML: "],
    ["a place behind a byte order mark", "\ufeffa = x", "TOML_SYNTAX", "f.toml:1:5: "],
    [
      "a place behind CRLF",
      "a = 1\r\nb = x\r\n",
      "TOML_SYNTAX",
      "f.toml:2:5: not valid TOML: invalid value\nb = x\n    ^",
    ],
    ["nesting without end", `a = ${"[".repeat(400)}`, "TOML_SYNTAX", "f.toml:1:"],
    ["an escape sequence for terminals", "a = 1 \u001b[31m", "TOML_SYNTAX", "f.toml:1:7: "],
    [
      "a merge",
      "a = 1\n<<<<<<< HEAD\nb = 1\n=======\nb = 2\n>>>>>>> x\n",
      "TOML_CONFLICT",
      "f.toml:2:1: the markers",
    ],
    ["half a merge", "a = 1\r\n=======\r\nb = 2\r\n", "TOML_CONFLICT", "f.toml:2:1: the markers"],
    ["a merge with three sides", "a = [\n||||||| base\n]\n", "TOML_CONFLICT", "f.toml:2:1: the markers"],
    ["too much", `a = "${"x".repeat(1000)}"`, "TOML_TOO_LARGE", "f.toml has 1006 characters"],
  ])("refuses %s", (_, text, code, message) => {
    const error = refusalOf(() => parseToml(text, "f.toml", kind));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.message).not.toContain("\u001b");
    expect(error.hint).toBe(code === "TOML_CONFLICT" ? "settle it" : "mend it");
  });

  test("markers in a string are text", () => {
    expect(parseToml('a = """\n<<<<<<< HEAD\n"""', "f.toml", kind).root["a"]).toBe("<<<<<<< HEAD\n");
  });

  test("a secret file's text is in no error", () => {
    const secret = { ...kind, isSecret: true };
    const syntax = refusalOf(() => parseToml("token = ptry_abc", "f.toml", secret));
    const type = refusalOf(() => {
      readDocument(
        parseToml('token = "ptry_abc"', "f.toml", secret),
        (text) => new PantryError("X", "failed", { message: text }),
      )
        .need("token")
        .items();
    });
    expect(`${syntax.message}${syntax.hint}${type.message}`).not.toContain("ptry_abc");
    expect(type.message).toBe("f.toml:1:9: `token` must be an array, not a string");
  });

  test("a password in an address is in no error", () => {
    const error = refusalOf(() => parseToml('url = "https://ana:secret@host/"\nurl = 1', "f.toml", kind));
    const placed = refusalOf(() => parseToml('url = "https://ana:secret@host/" x', "f.toml", kind));
    expect(error.message + placed.message).not.toContain("secret");
    expect(placed.message).toContain('url = "https://…@host/" x');
  });

  test("garbage gives a tree or an expected error", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: tomlPiece, maxLength: 30 })),
        (text) => {
          try {
            parseToml(text, "f.toml", kind);
          } catch (error) {
            expect(error).toBeInstanceOf(PantryError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("decodeToml", () => {
  test("keeps a byte order mark, so that a file that is edited keeps it", () => {
    expect(decodeToml(Buffer.from("\ufeffa = 1"), "f.toml")).toBe("\ufeffa = 1");
  });

  test.each([["fffe6100"], ["61ff"], ["c3"]])("refuses the bytes %s", (hex) => {
    const error = refusalOf(() => decodeToml(Buffer.from(hex, "hex"), "f.toml"));
    expect(error.code).toBe("TOML_ENCODING");
  });
});

describe("a strict reader", () => {
  const text = "[a]\nb = 1\nversoin = 2\n[[c]]\n[[c]]\nd = 'x'\n";

  test.each<[string, (root: TomlNode) => unknown, string]>([
    [
      "a wrong type",
      (root) => root.get("a")?.get("b")?.string(),
      "f.toml:2:5: `a.b` must be a string, not a number\nb = 1\n    ^",
    ],
    [
      "no table",
      (root) => root.get("c")?.items()[1]?.get("d")?.get("x"),
      'f.toml:6:5: `c.d` must be a table, not the string "x"',
    ],
    ["no array", (root) => root.get("a")?.items(), "f.toml:1:1: `a` must be an array, not a table"],
    [
      "no truth",
      (root) => root.get("a")?.get("b")?.boolean(),
      "f.toml:2:5: `a.b` must be true or false, not a number",
    ],
    ["a missing key", (root) => root.get("c")?.items()[0]?.need("d"), "f.toml:4:1: `c` has no `d`\n[[c]]\n^"],
    [
      "an unknown key",
      (root) => root.get("a")?.allowOnly(["b", "version"]),
      'f.toml:3:1: `a` has no key "versoin"',
    ],
    ["an unknown key at the root", (root) => root.allowOnly(["a"]), 'f.toml:4:1: f.toml has no key "c"'],
  ])("refuses %s with its place", (_, read, message) => {
    const root = readDocument(
      parseToml(text, "f.toml", kind),
      (what) => new PantryError("X", "failed", { message: what }),
    );
    expect(refusalOf(() => read(root)).message).toContain(message);
  });

  test.each([
    [["b", "version"], "did you mean `version`?"],
    [["b", "url"], "it knows b, url; a newer Pantry may know more"],
  ])("an unknown key beside %j: %s", (known, hint) => {
    const root = readDocument(
      parseToml(text, "f.toml", kind),
      (message, said) =>
        new PantryError("X", "failed", { message, ...(said === undefined ? {} : { hint: said }) }),
    );
    expect(refusalOf(() => root.need("a").allowOnly(known)).hint).toBe(hint);
  });
});

const tomlPiece = fc.constantFrom(
  "[",
  "]",
  "{",
  "}",
  "=",
  '"',
  "'",
  ",",
  ".",
  "#",
  "\n",
  "\r\n",
  " ",
  "a",
  "b",
  "1",
  "\\",
  "-",
  "\u0000",
);
