import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PantryError } from "../../src/errors.ts";
import { parseZigVersion, parseZon, type ZonNode } from "../../src/zon/index.ts";
import { resolvePath } from "../../src/zon/resolve-path.ts";
import { fc } from "../support/fast-check.ts";
import { sharedFolder } from "../support/folders.ts";
import { damage, document } from "./arbitraries.ts";
import { buildOracle, type Oracle, type Question } from "./oracle.ts";

const scratch = sharedFolder();
let oracle: Oracle;
beforeAll(async () => {
  oracle = await buildOracle(scratch.path);
});
afterAll(scratch.remove);

describe("what Zig's own library says", () => {
  test("of documents in every layout: the same values", () => {
    agree(
      fc.array(
        document.map((text) => Buffer.from(text)),
        { minLength: 1, maxLength: 25 },
      ),
      40,
    );
  });

  test("of damaged documents: the same verdict, and the same values where they are still good", () => {
    agree(fc.array(damage(document), { minLength: 1, maxLength: 25 }), 200);
  });

  test("of a byte order mark, on its own or in the wrong place", () => {
    expect(answersOf(["\ufeff1", "\ufeff", " \ufeff1", "\ufeff\ufeff1"])).toEqual([
      "1",
      "error",
      "error",
      "error",
    ]);
  });

  test("of numbers of every kind", () => {
    const digits = fc.stringMatching(
      /^(0[xbo])?[0-9a-fA-F_]{1,6}(\.[0-9a-f_]{0,4})?([eEpP][+-]?[0-9_]{0,3})?$/,
    );
    agree(
      fc.array(
        digits.map((text) => Buffer.from(text)),
        { minLength: 1, maxLength: 50 },
      ),
      40,
    );
  });

  test("of strings and characters with every kind of escape", () => {
    const piece = fc.constantFrom(
      ...["\\", "x", "4", "u{", "}", "e9", "110000", "d800", "n", '"', "'", "é", "a", "{"],
    );
    const literal = fc
      .tuple(fc.constantFrom('"', "'"), fc.array(piece, { maxLength: 5 }))
      .map(([quote, pieces]) => Buffer.from(quote + pieces.join("") + quote));
    agree(fc.array(literal, { minLength: 1, maxLength: 50 }), 40);
  });

  test("of versions", () => {
    const part = fc.constantFrom(
      ...[
        "0",
        "1",
        "10",
        "01",
        "1_0",
        "_1",
        "1_",
        "",
        "-",
        "+",
        ".",
        "a",
        "rc1",
        "18446744073709551615",
        "18446744073709551616",
        " ",
        "é",
      ],
    );
    const version = fc.oneof(
      fc.array(part, { maxLength: 8 }).map((parts) => parts.join("")),
      fc
        .tuple(part, part, part, fc.array(part, { maxLength: 4 }))
        .map(([a, b, c, rest]) => `${a}.${b}.${c}${rest.join("")}`),
    );
    fc.assert(
      fc.property(fc.array(version, { minLength: 1, maxLength: 100 }), (versions) => {
        const answers = oracle(versions.map((text): Question => ({ kind: "v", bytes: Buffer.from(text) })));
        expect(versions.map((text) => parseZigVersion(text) ?? "error")).toEqual(answers);
      }),
      { numRuns: 20 },
    );
  });

  test("of paths", () => {
    const piece = fc.constantFrom(...["/", "//", "..", ".", "a", "b", "é", "\\", "a.b", " "]);
    const path = fc.array(piece, { maxLength: 9 }).map((pieces) => Buffer.from(pieces.join("")));
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 100 }), (paths) => {
        const answers = oracle(paths.map((bytes): Question => ({ kind: "p", bytes })));
        expect(paths.map((bytes) => resolvePath(bytes).toString("hex"))).toEqual(answers);
      }),
      { numRuns: 20 },
    );
  });
});

function agree(documents: fc.Arbitrary<Buffer[]>, numRuns: number): void {
  fc.assert(
    fc.property(documents, (batch) => {
      const answers = oracle(batch.map((bytes): Question => ({ kind: "z", bytes })));
      batch.forEach((bytes, i) => {
        // Where Zig's library crashes there is nothing to agree with.
        if (answers[i] === "crash") return;
        const theirs = answers[i]?.replace(/^error .*/, "error") ?? "";
        expect([bytes.toString("latin1"), tenDigits(verdict(bytes))]).toEqual([
          bytes.toString("latin1"),
          tenDigits(theirs),
        ]);
      });
    }),
    { numRuns },
  );
}

function answersOf(documents: readonly string[]): string[] {
  const batch = documents.map((text) => Buffer.from(text));
  const answers = oracle(batch.map((bytes): Question => ({ kind: "z", bytes })));
  expect(batch.map(verdict)).toEqual(answers.map((answer) => answer.replace(/^error .*/, "error")));
  return batch.map(verdict);
}

function verdict(bytes: Buffer): string {
  try {
    return show(parseZon(bytes, "test.zon"));
  } catch (error) {
    if (error instanceof PantryError && error.code === "ZON_SYNTAX") return "error";
    throw error;
  }
}

/** Zig's own parser is some bits off for a few long decimals with exponents. */
function tenDigits(tree: string): string {
  return tree.replace(
    /f([0-9a-f]{16})/g,
    (_, bits: string) => `f${Buffer.from(bits, "hex").readDoubleBE().toPrecision(10)}`,
  );
}

/** As oracle.zig writes a tree. */
function show(node: ZonNode): string {
  switch (node.kind) {
    case "bool":
    case "int":
      return String(node.value);
    case "null":
      return "null";
    case "float":
      return Number.isNaN(node.value) ? "nan" : `f${bitsOf(node.value)}`;
    case "char":
      return `c${node.value}`;
    case "enum":
      return `e${showName(node.value)}`;
    case "string":
      return `s${node.value.toString("hex")}`;
    case "empty":
      return "{}";
    case "tuple":
      return `[${node.elements.map(show).join(" ")}]`;
    case "struct":
      return `{${node.fields.map(({ name, value }) => `${showName(name)}=${show(value)}`).join(" ")}}`;
  }
}

function showName(name: string): string {
  return name.includes("\ufffd") ? "?" : Buffer.from(name).toString("hex");
}

function bitsOf(value: number): string {
  const bits = Buffer.alloc(8);
  bits.writeDoubleBE(value);
  return bits.toString("hex");
}
