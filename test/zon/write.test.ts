import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import {
  isBareIdentifier,
  newFingerprint,
  parseZon,
  showFingerprint,
  toZonIdentifier,
  toZonString,
} from "../../src/zon/index.ts";
import { fc } from "../support/fast-check.ts";

describe("a string", () => {
  test("comes back as it was, whatever is in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const node = parseZon(Buffer.from(toZonString(text)), "a.zon");
        expect(node.kind === "string" && node.value.toString("utf8")).toBe(text);
      }),
    );
  });

  test.for([
    ["plain text", '"plain text"'],
    ["größe 😀", '"größe 😀"'],
    ['C:\\dir "x"', '"C:\\\\dir \\"x\\""'],
    ["a\tb\r\n\0\x7f", '"a\\tb\\r\\n\\x00\\x7f"'],
    ["\u202eevil\u2028\ufeff\u0085", '"\\u{202e}evil\\u{2028}\\u{feff}\\u{85}"'],
    ["half \ud800 pair", '"half \ufffd pair"'],
  ] as const)("%j is written %s", ([text, literal]) => {
    expect(toZonString(text)).toBe(literal);
  });
});

describe("a name", () => {
  test.for([
    ["httpz", "httpz"],
    ["_", "_"],
    ["u8", "u8"],
    ["zig-clap", '@"zig-clap"'],
    ["test", '@"test"'],
    ["3d", '@"3d"'],
    ["größe", '@"größe"'],
    ['"', '@"\\""'],
  ] as const)("%s is written %s", ([name, identifier]) => {
    expect(toZonIdentifier(name)).toBe(identifier);
    const node = parseZon(Buffer.from(`.${identifier}`), "a.zon");
    expect(node.kind === "enum" && node.value).toBe(name);
  });

  test("is bare only where Zig takes it so", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9_é-]{1,6}$/), (name) => {
        expect(takes(`.${name}`)).toBe(isBareIdentifier(name));
      }),
    );
  });
});

test("a new fingerprint belongs to its name and has an id that Zig takes", () => {
  for (let i = 0; i < 100; i += 1) {
    const fingerprint = newFingerprint("demo");
    const id = fingerprint & 0xffff_ffffn;
    expect(fingerprint >> 32n).toBe(BigInt(crc32("demo")));
    expect(id > 0n && id < 0xffff_ffffn).toBe(true);
    expect(BigInt(showFingerprint(fingerprint))).toBe(fingerprint);
  }
});

function takes(text: string): boolean {
  try {
    parseZon(Buffer.from(text), "a.zon");
    return true;
  } catch {
    return false;
  }
}
