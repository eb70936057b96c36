import { describe, expect, test } from "vitest";
import { parseZon, type ZonNode } from "../../src/zon/index.ts";

describe("a value", () => {
  test.for<{ readonly text: string; readonly is: object }>([
    { text: "true", is: { kind: "bool", value: true } },
    { text: "null", is: { kind: "null" } },
    { text: "1_000", is: { kind: "int", value: 1000n } },
    { text: "- 0xFFFFFFFFFFFFFFFFF", is: { kind: "int", value: -0xfffffffffffffffffn } },
    { text: "0o17", is: { kind: "int", value: 15n } },
    { text: "0x1.8p3", is: { kind: "float", value: 12 } },
    { text: "0x.8", is: { kind: "float", value: 0.5 } },
    { text: "0x0p99999", is: { kind: "float", value: 0 } },
    { text: `0x1${"0".repeat(300)}p-1200`, is: { kind: "float", value: 1 } },
    { text: `0x0.${"0".repeat(299)}1p+1200`, is: { kind: "float", value: 1 } },
    { text: "0x1.8p1023", is: { kind: "float", value: 1.5 * 2 ** 1023 } },
    { text: "0x1p-1074", is: { kind: "float", value: 2 ** -1074 } },
    { text: "-1.5e-3", is: { kind: "float", value: -0.0015 } },
    { text: "-inf", is: { kind: "float", value: Number.NEGATIVE_INFINITY } },
    { text: "'\\u{1F600}'", is: { kind: "char", value: 0x1f600 } },
    { text: '"\\xff\\u{ff}"', is: { kind: "string", value: Buffer.from([0xff, 0xc3, 0xbf]) } },
    { text: '"\\u{10ffff}"', is: { kind: "string", value: Buffer.from("\u{10ffff}") } },
    {
      text: "\\\\one\r\n  // between\r\n\\\\ two\r\n",
      is: { kind: "string", value: Buffer.from("one\n two") },
    },
    { text: '.@"a b"', is: { kind: "enum", value: "a b" } },
    { text: ".{}", is: { kind: "empty" } },
  ])("$text", ({ text, is }) => {
    expect(parseZon(Buffer.from(text), "a.zon")).toMatchObject(is);
  });

  test.for([
    '"\\u{110000}"',
    "'\\u{110000}'",
    '"\\u{d800}"',
    "0x.p1",
    "12e3.4",
    "'\\xc3",
    '"\\u{',
    '"\\x4"',
    '"\\',
  ])("%s is none", (text) => {
    expect(() => parseZon(Buffer.from(text), "a.zon")).toThrow(
      expect.objectContaining({ code: "ZON_SYNTAX" }),
    );
  });

  test("of a character that is cut off is none", () => {
    expect(() => parseZon(Buffer.from([0x27, 0xc3, 0x27]), "a.zon")).toThrow("valid unicode scalar");
  });
});

test("every value says where it stands", () => {
  const source = Buffer.from('// é\n.{ .a = .{ 1, -2 }, .@"b" = "c", .d = .{} } // end\n');
  const texts: string[] = [];
  const walk = (node: ZonNode) => {
    texts.push(source.toString("utf8", node.start, node.end));
    if (node.kind === "tuple") node.elements.forEach(walk);
    if (node.kind !== "struct") return;
    for (const field of node.fields) {
      texts.push(source.toString("utf8", field.start, field.end));
      walk(field.value);
    }
  };
  walk(parseZon(source, "a.zon"));
  expect(texts).toEqual([
    '.{ .a = .{ 1, -2 }, .@"b" = "c", .d = .{} }',
    ".a = .{ 1, -2 }",
    ".{ 1, -2 }",
    "1",
    "-2",
    '.@"b" = "c"',
    '"c"',
    ".d = .{}",
    ".{}",
  ]);
});
