import { fc } from "../support/fast-check.ts";

/** What may stand between two tokens. In a comment, `§` stands for a number: see `numberComments`. */
export const trivia: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(" ", "\n", "    ", "\t", "\r\n", " // c§\n", "// c§ \r\n", "//// c§\n", "//\n"), {
    maxLength: 3,
  })
  .map((parts) => parts.join(""));

/** Makes each comment unlike all others, so that it can be found again. */
export function numberComments(text: string): string {
  let count = 0;
  return text.replaceAll("§", () => String(count++));
}

export const scalar: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "true",
    "false",
    "null",
    "inf",
    "nan",
    "- inf",
    "-inf",
    ".foo",
    ". bar",
    '.@"foo bar"',
    '.@"\\x62ar"',
  ),
  fc.constantFrom(
    "0",
    "7",
    "1_000",
    "0x1F",
    "0b1_0",
    "0o17",
    "-1",
    "- 9",
    "99999999999999999999999",
    "-0x8000000000000000",
  ),
  fc.constantFrom("1.5", "-0.0", "1e5", "1E+5", "12.5e-3", "0x1.8p3", "0xA.p-2", "1e400", "1_0.0_1"),
  fc.constantFrom("'a'", "'\\n'", "'\\''", "'\\x41'", "'é'", "'\\u{1F600}'", "'\"'"),
  fc.constantFrom('""', '"a\\tb"', '"é 😀"', '"\\xff\\u{e9}\\\\\\""', '"it\'s"', '"// no comment"', '".{ }"'),
  fc.constantFrom(
    "\\\\one line\n",
    "\\\\two\n\\\\lines\r\n",
    "\\\\with\n  // a comment\n \\\\between\n",
    "\\\\\n",
  ),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map(String)
    .filter((text) => !text.includes("+")),
  fc.bigInt(-(2n ** 70n), 2n ** 70n).map(String),
);

const name = fc.constantFrom(
  ...[
    "a",
    "b",
    "c",
    "_",
    "url",
    "u8",
    "name_2",
    '@"a b"',
    '@"\\x61"',
    '@"test"',
    '@"é"',
    "T",
    "true",
    "null",
  ],
);

/** A ZON document as text, in any layout. Valid, but for names that mean the same and so are there twice. */
export const document: fc.Arbitrary<string> = fc
  .letrec<{ value: string; list: string }>((tie) => ({
    value: fc.oneof({ depthSize: "small", withCrossShrink: true }, scalar, tie("list")),
    list: fc.oneof(
      fc.tuple(trivia, trivia).map(([a, b]) => `.${a}{${b}}`),
      listOf(tie("value")),
      fc
        .uniqueArray(fc.tuple(name, trivia, trivia, tie("value")), {
          selector: ([key]) => key,
          minLength: 1,
          maxLength: 5,
        })
        .chain((fields) =>
          listOf(
            fc.constant(""),
            fields.map(([key, a, b, value]) => `.${key}${a}=${b}${value}`),
          ),
        ),
    ),
  }))
  .value.chain((value) => fc.tuple(trivia, trivia).map(([a, b]) => a + value + b));

function listOf(element: fc.Arbitrary<string>, fixed?: readonly string[]): fc.Arbitrary<string> {
  const items =
    fixed === undefined ? fc.array(element, { minLength: 1, maxLength: 5 }) : fc.constant([...fixed]);
  return items.chain((texts) =>
    fc
      .tuple(
        fc.array(trivia, { minLength: texts.length * 2 + 1, maxLength: texts.length * 2 + 1 }),
        fc.boolean(),
      )
      .map(([gaps, comma]) => {
        const body = texts.map(
          (text, i) => gaps[2 * i] + text + gaps[2 * i + 1] + (i < texts.length - 1 || comma ? "," : ""),
        );
        return `.{${body.join("")}${gaps.at(-1)}}`;
      }),
  );
}

const fragment = fc.constantFrom(
  ...[
    ".{",
    "}",
    ".a = ",
    ",",
    "=",
    ".",
    "-",
    "&",
    "(",
    ")",
    "]",
    ":",
    "++",
    "..",
    ".*",
    "@",
    "@import",
    "/",
    "//",
    "///",
    "//!",
  ],
  ...[
    "\\",
    "\\\\",
    '"',
    "'",
    "''",
    "'ab'",
    '"\\q"',
    '"\\x4"',
    '"\\u{}"',
    '"\\u{110000}"',
    '"\\u{d800}"',
    '.@""',
    '.@"\\x00"',
  ],
  ...[
    "00",
    "0x",
    "0b2",
    "0o8",
    "1__0",
    "1_",
    "1e",
    "1.e3",
    "1.",
    "0X1",
    "0x1e-5",
    "1e5e",
    "0b1.1",
    "-0",
    "--1",
    "-nan",
    "_1",
  ],
  ...[
    "foo",
    "struct",
    ".test",
    "u8{",
    "\r",
    "\t",
    "\n",
    "\0",
    "\x7f",
    "\x01",
    "é",
    "\ufeff",
    " ",
    "// \t\n",
    '"\t"',
    "//\r",
  ],
);

/** A text with some bytes taken out and some put in: most are refused then, some are not. */
export function damage(text: fc.Arbitrary<string>): fc.Arbitrary<Buffer> {
  const harmless = fc.constantFrom("", " ", "\n", "1", "a", "_", "// c\n");
  const put = fc.oneof({ weight: 3, arbitrary: fragment }, { weight: 2, arbitrary: harmless });
  const mutation = fc.tuple(fc.nat(), fc.nat({ max: 3 }), put);
  const byte = fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.tuple(fc.nat(), fc.nat({ max: 255 })) },
  );
  return fc.tuple(text, fc.array(mutation, { maxLength: 3 }), byte).map(([whole, mutations, changed]) => {
    let bytes = Buffer.from(whole);
    for (const [where, taken, added] of mutations) {
      const at = where % (bytes.length + 1);
      bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(added), bytes.subarray(at + taken)]);
    }
    if (changed !== null && bytes.length > 0) bytes[changed[0] % bytes.length] = changed[1];
    return bytes;
  });
}
