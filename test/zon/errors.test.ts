import { describe, expect, test } from "vitest";
import { PantryError } from "../../src/errors.ts";
import { parseManifest, parseZon, removeDependency, setDependency } from "../../src/zon/index.ts";
import { fingerprintOf, manifest } from "./manifests.ts";

describe("an error says what is wrong, where, and what to do", () => {
  test("a missing comma", () => {
    expect(
      errorOf(() =>
        parseZon(
          Buffer.from('.{\n    .name = .demo,\n    .version = "1.0.0"\n    .paths = .{""},\n}\n'),
          "build.zig.zon",
        ),
      ),
    ).toMatchInlineSnapshot(`
      "ZON_SYNTAX
      build.zig.zon:3:23: expected ',' after initializer
          .version = "1.0.0"
                            ^
      hint: undefined"
    `);
  });

  test("a keyword as a name", () => {
    expect(errorOf(() => parseZon(Buffer.from(".{ .test = 1 }"), "a.zon"))).toMatchInlineSnapshot(`
      "ZON_SYNTAX
      a.zon:1:5: 'test' is a keyword of Zig
      .{ .test = 1 }
          ^
      hint: write .@"test""
    `);
  });

  test("a string that is not closed", () => {
    expect(errorOf(() => parseZon(Buffer.from('.{\r\n\t.a = "text,\r\n}'), "a.zon"))).toMatchInlineSnapshot(`
      "ZON_SYNTAX
      a.zon:2:7: string literal is not closed
       .a = "text,
            ^
      hint: undefined"
    `);
  });

  test("characters of several bytes, and a wrong escape behind them", () => {
    expect(errorOf(() => parseZon(Buffer.from(".{ .größe = 1 }"), "a.zon"))).toMatchInlineSnapshot(`
      "ZON_SYNTAX
      a.zon:1:7: invalid byte: '\\xc3'
      .{ .größe = 1 }
            ^
      hint: names with letters beyond ASCII are written .@"…""
    `);
    expect(errorOf(() => parseZon(Buffer.from('.{ "größe", "C:\\dir" }'), "a.zon"))).toMatchInlineSnapshot(`
      "ZON_SYNTAX
      a.zon:1:19: invalid escape character: 'd'
      .{ "größe", "C:\\dir" }
                      ^
      hint: a backslash itself is written \`\\\\\`"
    `);
  });

  test("an expression", () => {
    expect(errorOf(() => parseZon(Buffer.from('.{ .a = "x" ++ "y" }'), "a.zon"))).toMatchInlineSnapshot(`
      "ZON_SYNTAX
      a.zon:1:13: '++' is not allowed in ZON
      .{ .a = "x" ++ "y" }
                  ^
      hint: ZON has literals only: no types, no expressions"
    `);
    expect(errorOf(() => parseZon(Buffer.from(".{ .a = &.{1} }"), "a.zon"))).toMatchInlineSnapshot(`
      "ZON_SYNTAX
      a.zon:1:9: pointers are not available in ZON
      .{ .a = &.{1} }
              ^
      hint: leave out the '&'"
    `);
    expect(errorOf(() => parseZon(Buffer.from(".{ .a = u8 }"), "a.zon"))).toMatchInlineSnapshot(`
      "ZON_SYNTAX
      a.zon:1:9: 'u8' is not a value in ZON
      .{ .a = u8 }
              ^
      hint: write .u8 for an enum literal, or "u8" for a string"
    `);
    expect(errorOf(() => parseZon(Buffer.from('.{ .a = @import("b") }'), "a.zon"))).toMatchInlineSnapshot(`
      "ZON_SYNTAX
      a.zon:1:9: builtin function calls are not allowed in ZON
      .{ .a = @import("b") }
              ^
      hint: ZON has literals only: no types, no expressions"
    `);
    expect(errorOf(() => parseZon(Buffer.from(".{ .a = Foo{ .b = 1 } }"), "a.zon"))).toMatchInlineSnapshot(`
      "ZON_SYNTAX
      a.zon:1:12: types are not available in ZON
      .{ .a = Foo{ .b = 1 } }
                 ^
      hint: replace the type with '.'"
    `);
  });

  test("several values in trouble", () => {
    expect(
      errorOf(() => parseZon(Buffer.from(".{\n  .a = 0b12,\n  .b = 'ab',\n  .a = -0,\n}"), "a.zon")),
    ).toMatchInlineSnapshot(`
      "ZON_SYNTAX
      a.zon:2:11: invalid digit '2' for binary base
        .a = 0b12,
                ^
      a.zon:3:10: expected single quote ('), found 'b'
        .b = 'ab',
               ^
        hint: a text of several characters is a string: "…"
      a.zon:4:4: duplicate struct field name
        .a = -0,
         ^
      a.zon:4:9: integer literal '-0' is ambiguous
        .a = -0,
              ^
        hint: write 0 for the integer, or -0.0 for a floating-point zero with a sign
      hint: undefined"
    `);
  });

  test("a place far to the right, and characters that a terminal would obey", () => {
    const long = `.{ ${'"some text", '.repeat(40)} oops, ${'"more", '.repeat(40)} }`;
    expect(errorOf(() => parseZon(Buffer.from(long), "a.zon"))).toMatchInlineSnapshot(`
      "ZON_SYNTAX
      a.zon:1:525: 'oops' is not a value in ZON
      …"some text", "some text", "some text", "some text", "some text", "some text",  oops, "more", "more", "more", "more", "more", "more", "more", "more", "more", "…
                                                                                      ^
      hint: write .oops for an enum literal, or "oops" for a string"
    `);
    const escapes = Buffer.from('.{ "\\\u009b31m", "\\é" }');
    expect(errorOf(() => parseZon(escapes, "a.zon"))).toMatchInlineSnapshot(`
      "ZON_SYNTAX
      a.zon:1:6: invalid escape character: '�'
      .{ "\\�31m", "\\é" }
           ^
        hint: a backslash itself is written \`\\\\\`
      a.zon:1:16: invalid escape character: 'é'
      .{ "\\�31m", "\\é" }
                    ^
        hint: a backslash itself is written \`\\\\\`
      hint: undefined"
    `);
    const hostile = '.{ "\u202e\u009b31m\ud83d\ude00" "b" } // \x1b]0;title\x07';
    expect(errorOf(() => parseZon(Buffer.from(hostile), "a.zon"))).toMatchInlineSnapshot(`
      "ZON_SYNTAX
      a.zon:1:19: expected ',' after initializer
      .{ "��31m😀" "b" } // �]0;title�
                   ^
      hint: undefined"
    `);
    expect(
      errorOf(() => parseZon(Buffer.from([0x2e, 0x7b, 0x20, 0xff, 0xfe, 0x20, 0x7d]), "a.zon")),
    ).toMatchInlineSnapshot(`
      "ZON_SYNTAX
      a.zon:1:4: invalid byte: '\\xff'
      .{ �� }
         ^
      hint: names with letters beyond ASCII are written .@"…""
    `);
  });

  test("an empty file", () => {
    expect(errorOf(() => parseManifest(Buffer.from(""), "build.zig.zon"))).toMatchInlineSnapshot(`
      "ZON_SYNTAX
      build.zig.zon:1:1: expected expression, found end of file

      ^
      hint: undefined"
    `);
  });

  test("a manifest with much to mend", () => {
    const text = `.{
    .name = .demo,
    .version = "v1.0",
    .paths = .{},
    .dependencies = .{
        .old = .{ .url = "https://example.com/old.tar.gz", .hash = "1220${"0".repeat(64)}" },
        .both = .{ .url = "x", .path = "y" },
        .none = .{},
        .lazy = .{ .path = "z", .lazy = 1 },
    },
}
`;
    expect(errorOf(() => parseManifest(Buffer.from(text), "build.zig.zon"))).toMatchInlineSnapshot(`
      "MANIFEST_INVALID
      build.zig.zon:3:16: unable to parse semantic version: "v1.0"
          .version = "v1.0",
                     ^
        hint: three numbers without leading zeros, as in 1.2.3 or 1.2.3-beta.1+build
      build.zig.zon:4:15: expected paths expression to be a list of strings
          .paths = .{},
                    ^
        hint: everything is .{""}; else name files and folders: .{ "build.zig", "build.zig.zon", "src" }
      build.zig.zon:6:68: invalid hash: incomplete
              .old = .{ .url = "https://example.com/old.tar.gz", .hash = "12200000000000000000000000000000000000000000000000000000000000000000" },
                                                                         ^
        hint: this is a hash of the form that Zig 0.13 used; adding the dependency again replaces it
      build.zig.zon:7:40: dependency should specify only one of 'url' and 'path' fields.
              .both = .{ .url = "x", .path = "y" },
                                             ^
      build.zig.zon:8:18: dependency requires location field, one of 'url' or 'path'.
              .none = .{},
                       ^
        hint: a dependency is .{ .url = "…", .hash = "…" } or .{ .path = "…" }
      build.zig.zon:9:41: expected identifier
              .lazy = .{ .path = "z", .lazy = 1 },
                                              ^
        hint: write true or false
      build.zig.zon:1:2: missing top-level 'fingerprint' field
      .{
       ^
        hint: add \`.fingerprint = 0xd642dfa0~random~,\`
      hint: undefined"
    `);
  });

  test("a manifest of Zig 0.13", () => {
    const text = '.{\n    .name = "my-lib",\n    .version = "0.1.0",\n    .paths = .{""},\n}\n';
    expect(errorOf(() => parseManifest(Buffer.from(text), "my-lib/build.zig.zon"))).toMatchInlineSnapshot(`
      "MANIFEST_OUTDATED
      my-lib/build.zig.zon:2:13: expected enum literal: a name in quotes is the form of Zig 0.13
          .name = "my-lib",
                  ^
      hint: in your own package write \`.name = .my_lib, .fingerprint = 0x344ac2b3~random~,\`; if it is somebody else's, take a version that was made for Zig 0.14 or later"
    `);
    expect(
      errorOf(() => parseManifest(Buffer.from(text.replace("my-lib", "3d")), "build.zig.zon")),
    ).toMatchInlineSnapshot(`
      "MANIFEST_OUTDATED
      build.zig.zon:2:13: expected enum literal: a name in quotes is the form of Zig 0.13
          .name = "3d",
                  ^
      hint: if it is somebody else's, take a version that was made for Zig 0.14 or later"
    `);
  });

  test("a fingerprint that is missing, or of another name", () => {
    const missing = '.{ .name = .demo, .version = "0.1.0", .paths = .{""} }';
    expect(errorOf(() => parseManifest(Buffer.from(missing), "build.zig.zon"))).toMatchInlineSnapshot(`
      "MANIFEST_INVALID
      build.zig.zon:1:2: missing top-level 'fingerprint' field
      .{ .name = .demo, .version = "0.1.0", .paths = .{""} }
       ^
      hint: add \`.fingerprint = 0xd642dfa0~random~,\`"
    `);
    const other = manifest({ fingerprint: fingerprintOf("other") });
    expect(errorOf(() => parseManifest(Buffer.from(other), "build.zig.zon"))).toMatchInlineSnapshot(`
      "MANIFEST_INVALID
      build.zig.zon:1:2: invalid fingerprint for 'demo': 0xd958352000000001
      .{ .name = .demo, .fingerprint = 0xd958352000000001, .version = "1.0.0", .paths = .{""},  }
       ^
      hint: a fingerprint belongs to one name; if this is a new or forked package, write \`.fingerprint = 0xd642dfa0~random~,\`"
    `);
  });

  test("an edit that is not clear", () => {
    const text = Buffer.from(
      '.{\n    .dependencies = .{\n        .x = .{ .path = "a" },\n        .x = .{ .path = "b" },\n    },\n}\n',
    );
    expect(errorOf(() => setDependency(text, "build.zig.zon", "x", { path: "c" }))).toMatchInlineSnapshot(`
      "MANIFEST_NOT_EDITABLE
      build.zig.zon:4:9: 'x' is there twice: here and on line 3
              .x = .{ .path = "b" },
              ^
      hint: take one of them out by hand"
    `);
  });
});

test("what a message repeats from a file is short", () => {
  const long = "a".repeat(100_000);
  const texts = [
    long,
    `.${long}{}`,
    `1 ${long}`,
    "9".repeat(100_000),
    `0${"9".repeat(900)}`,
    manifest({ name: `.${long}` }),
    manifest({ version: `"${long}"` }),
    manifest({ minimum_zig_version: `"${"9".repeat(100_000)}.0.0"` }),
    manifest({ fingerprint: "9".repeat(100_000) }),
    manifest({}, `.dependencies = .{ .${long} = 1, .@"${long}" = .{ .path = 1, .hash = "${long}" } }`),
    `.{${".dependencies = 1,".repeat(1000)}}`,
  ];
  for (const text of texts) {
    const error = errorOf(() => parseManifest(Buffer.from(text), "build.zig.zon"));
    expect(error.length).toBeLessThan(4000);
  }
  const table = Buffer.from(
    `.{ .dependencies = .{ ${Array.from({ length: 1000 }, (_, i) => `.a${i} = .{}`).join(", ")} } }`,
  );
  expect(errorOf(() => removeDependency(table, "build.zig.zon", "x"))).toMatchInlineSnapshot(`
    "DEPENDENCY_UNKNOWN
    build.zig.zon has no dependency \`x\`
    hint: it has a0, a1, a2, a3, a4, a5, a6, a7, …"
  `);
});

describe("a limit ends what would take too much", () => {
  test.for<{ readonly what: string; readonly source: () => Buffer; readonly says: RegExp }>([
    {
      what: "a large file",
      source: () => Buffer.alloc(10 * 1024 * 1024 + 1, " "),
      says: /has 10485761 bytes/,
    },
    {
      what: "a deep file",
      source: () => Buffer.from(".{".repeat(5_000_000)),
      says: /^a\.zon:1:514: .*256 levels/,
    },
    {
      what: "a wide file",
      source: () => Buffer.from(`.{${"1,".repeat(4_000_000)}}`),
      says: /more than 250000 values/,
    },
  ])("$what", ({ source, says }) => {
    expect(() => parseZon(source(), "a.zon")).toThrow(
      expect.objectContaining({ code: "ZON_LIMIT", exit: "refused", message: expect.stringMatching(says) }),
    );
  });

  test.for<{ readonly what: string; readonly text: string }>([
    { what: "a string", text: `.{ "${"a\\n".repeat(3_000_000)}" }` },
    { what: "a multi-line string", text: `.{ ${"\\\\line\n".repeat(1_000_000)} }` },
    { what: "a comment", text: `//${"c".repeat(10_000_000)}\n.{}` },
    {
      what: "many fields",
      text: `.{ ${Array.from({ length: 100_000 }, (_, i) => `.a${i} = .{""},`).join("\n")} }`,
    },
    { what: "many comments", text: `${"//\n".repeat(3_000_000)}.{}` },
    { what: "an identifier", text: `.{ .${"a".repeat(10_000_000)} = 1 }` },
  ])("$what of megabytes is read in time", ({ text }) => {
    const start = performance.now();
    parseZon(Buffer.from(text), "a.zon");
    expect(performance.now() - start).toBeLessThan(quadraticMs);
  });
});

test("a manifest of many small fields is read in time", () => {
  const text = manifest({}, '.paths = .{""},'.repeat(80_000));
  const start = performance.now();
  expect(parseManifest(Buffer.from(text), "build.zig.zon").paths).toHaveLength(80_001);
  expect(performance.now() - start).toBeLessThan(quadraticMs);
});

/** What takes a second here would take minutes if its cost grew with the square; a busy machine stays far below. */
const quadraticMs = 60_000;

/** Message and hint; random ids are made equal. */
function errorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (!(error instanceof PantryError)) throw error;
    const text = `${error.code}\n${error.message}\nhint: ${error.hint}`;
    return text.replace(/(`.*\.fingerprint = 0x[0-9a-f]{8})[0-9a-f]{8}/g, "$1~random~");
  }
  throw new Error("no error");
}
