import { describe, expect, test } from "vitest";
import { type NewDependency, parseManifest, removeDependency, setDependency } from "../../src/zon/index.ts";
import { fingerprintOf } from "./manifests.ts";

const lib = { url: "https://example.com/lib.tar.gz", hash: `lib-1.0.0-${"A".repeat(44)}` } as const;
const short = { url: "u", hash: "h" } as const;

describe("a new dependency", () => {
  test("goes to the end of a table that is written over lines", () => {
    expect(
      set(
        `.{
    .name = .demo,
    .dependencies = .{
        // a comment
        .other = .{
            .path = "../other",
        }, // its own
        // and one below
    },
    .paths = .{""},
}
`,
        "lib",
        lib,
      ),
    ).toBe(`.{
    .name = .demo,
    .dependencies = .{
        // a comment
        .other = .{
            .path = "../other",
        }, // its own
        // and one below
        .lib = .{
            .url = "https://example.com/lib.tar.gz",
            .hash = "lib-1.0.0-${"A".repeat(44)}",
        },
    },
    .paths = .{""},
}
`);
  });

  test.for<{ readonly layout: string; readonly before: string; readonly after: string }>([
    {
      layout: "an empty table",
      before: ".{\n    .dependencies = .{},\n}\n",
      after:
        '.{\n    .dependencies = .{\n        .x = .{\n            .url = "u",\n            .hash = "h",\n        },\n    },\n}\n',
    },
    {
      layout: "CRLF and tabs",
      before: ".{\r\n\t.dependencies = .{},\r\n}\r\n",
      after:
        '.{\r\n\t.dependencies = .{\r\n\t\t.x = .{\r\n\t\t\t.url = "u",\r\n\t\t\t.hash = "h",\r\n\t\t},\r\n\t},\r\n}\r\n',
    },
    {
      layout: "two spaces",
      before: '.{\n  .dependencies = .{\n    .a = .{\n      .path = "a",\n    },\n  },\n}',
      after:
        '.{\n  .dependencies = .{\n    .a = .{\n      .path = "a",\n    },\n    .x = .{\n      .url = "u",\n      .hash = "h",\n    },\n  },\n}',
    },
    {
      layout: "an empty table with a comment, as zig init writes it",
      before: ".{\n    .dependencies = .{\n        // none yet\n    },\n}",
      after:
        '.{\n    .dependencies = .{\n        // none yet\n        .x = .{\n            .url = "u",\n            .hash = "h",\n        },\n    },\n}',
    },
    {
      layout: "an empty table over two lines",
      before: ".{\n    .dependencies = .{\n    },\n}",
      after:
        '.{\n    .dependencies = .{\n        .x = .{\n            .url = "u",\n            .hash = "h",\n        },\n\n    },\n}',
    },
    {
      layout: "no comma at the end",
      before: '.{\n    .dependencies = .{\n        .a = .{ .path = "a" } // last\n    }\n}',
      after:
        '.{\n    .dependencies = .{\n        .a = .{ .path = "a" }, // last\n        .x = .{\n            .url = "u",\n            .hash = "h",\n        }\n    }\n}',
    },
    {
      layout: "a file on one line",
      before: ".{ .name = .demo, .dependencies = .{} }\n",
      after: '.{ .name = .demo, .dependencies = .{ .x = .{ .url = "u", .hash = "h" } } }\n',
    },
    {
      layout: "a table on one line",
      before: '.{\n    .dependencies = .{ .a = .{ .path = "a" } },\n}',
      after: '.{\n    .dependencies = .{ .a = .{ .path = "a" }, .x = .{ .url = "u", .hash = "h" } },\n}',
    },
    {
      layout: "a table on one line with a comma at the end",
      before: '.{\n    .dependencies = .{ .a = .{ .path = "a" }, },\n}',
      after: '.{\n    .dependencies = .{ .a = .{ .path = "a" }, .x = .{ .url = "u", .hash = "h" }, },\n}',
    },
    {
      layout: "a brace that closes on the last entry's line",
      before: '.{\n    .dependencies = .{\n        .a = .{ .path = "a" } },\n}',
      after:
        '.{\n    .dependencies = .{\n        .a = .{ .path = "a" },\n        .x = .{ .url = "u", .hash = "h" } },\n}',
    },
    {
      layout: "no table: behind the head of the manifest",
      before:
        '.{\n    .name = .demo,\n    .version = "1.0.0", // now\n\n    // What belongs to it.\n    .paths = .{""},\n}',
      after:
        '.{\n    .name = .demo,\n    .version = "1.0.0", // now\n    .dependencies = .{\n        .x = .{\n            .url = "u",\n            .hash = "h",\n        },\n    },\n\n    // What belongs to it.\n    .paths = .{""},\n}',
    },
    {
      layout: "no table, on one line",
      before: '.{ .name = .demo, .paths = .{""} }',
      after: '.{ .name = .demo, .dependencies = .{ .x = .{ .url = "u", .hash = "h" } }, .paths = .{""} }',
    },
    {
      layout: "no table and no head",
      before: '.{\n\t.paths = .{""}\n}',
      after:
        '.{\n\t.paths = .{""},\n\t.dependencies = .{\n\t\t.x = .{\n\t\t\t.url = "u",\n\t\t\t.hash = "h",\n\t\t},\n\t}\n}',
    },
    {
      layout: "a multi-line string at the end, without a comma",
      before: ".{\n    .note =\n        \\\\text\n}",
      after:
        '.{\n    .note =\n        \\\\text\n    ,\n    .dependencies = .{\n        .x = .{\n            .url = "u",\n            .hash = "h",\n        },\n    }\n}',
    },
  ])("in $layout", ({ before, after }) => {
    expect(set(before, "x", short)).toBe(after);
  });

  test("by path stands on one line where the one above does", () => {
    const before = '.{\n    .dependencies = .{\n        .a = .{ .path = "a" },\n    },\n}';
    expect(set(before, "x", { path: "../x", lazy: true })).toBe(
      '.{\n    .dependencies = .{\n        .a = .{ .path = "a" },\n        .x = .{ .path = "../x", .lazy = true },\n    },\n}',
    );
  });

  test.for(["a-b", "test", "3d", "a b", 'say "hi"', "é", "a\\b", "\u202e", "u8", "_"])(
    "may be called %s",
    (alias) => {
      const source = set(".{ .dependencies = .{} }", alias, { path: "x" });
      expect([...manifestOf(source).dependencies.keys()]).toEqual([alias]);
    },
  );

  test.for(['a"b\\c', "tab\tnewline\r\n", "\u0000", "é😀", "\u202e", "//", "{x}"])(
    "may have %j in its address",
    (text) => {
      const source = set(".{ .dependencies = .{} }", "x", { url: text, hash: lib.hash });
      expect(manifestOf(source).dependencies.get("x")?.location).toEqual({ kind: "url", url: text });
    },
  );
});

describe("a dependency that is there", () => {
  const entry = (fields: string) =>
    `.{\n    .dependencies = .{\n        .x = .{\n${fields}        }, // outside\n    },\n}\n`;

  test.for<{
    readonly what: string;
    readonly to: NewDependency;
    readonly before: string;
    readonly after: string;
  }>([
    {
      what: "another version",
      to: { url: "u2", hash: "h2" },
      before:
        '            // above\n            .url = "u1", // pinned\n            .hash   =   "h1", // from 2024\n            .note = 0b9,\n',
      after:
        '            // above\n            .url = "u2", // pinned\n            .hash   =   "h2", // from 2024\n            .note = 0b9,\n',
    },
    {
      what: "the same in other words",
      to: { url: "u1", hash: "h1" },
      before: '            .url = "\\x75\\u{31}",\n            .hash = "h1",\n',
      after: '            .url = "\\x75\\u{31}",\n            .hash = "h1",\n',
    },
    {
      what: "its lazy kept",
      to: short,
      before: '            .lazy = true,\n            .url = "u1",\n            .hash = "h1",\n',
      after: '            .lazy = true,\n            .url = "u",\n            .hash = "h",\n',
    },
    {
      what: "lazy from now on",
      to: { ...short, lazy: true },
      before: '            .url = "u1",\n            .hash = "h1"\n',
      after: '            .url = "u",\n            .hash = "h",\n            .lazy = true\n',
    },
    {
      what: "no longer lazy",
      to: { ...short, lazy: false },
      before: '            .url = "u1",\n            .hash = "h1",\n            .lazy = true, // heavy\n',
      after: '            .url = "u",\n            .hash = "h",\n            .lazy = false, // heavy\n',
    },
    {
      what: "a path in place of a url",
      to: { path: "../x" },
      before:
        '            .url = "u1", // one\n            .hash = "h1", // two\n            .lazy = true,\n',
      after: '            .path = "../x", // one\n            // two\n            .lazy = true,\n',
    },
    {
      what: "a url in place of a path",
      to: short,
      before: '            .path = "../x", // one\n            .note = "n",\n',
      after: '            .url = "u", // one\n            .hash = "h",\n            .note = "n",\n',
    },
    {
      what: "a url where there was no hash, under a quoted name",
      to: short,
      before: '            .@"url" = "u1",\n',
      after: '            .@"url" = "u",\n            .hash = "h",\n',
    },
    {
      what: "all that was missing",
      to: { ...short, lazy: true },
      before: "            // to do\n",
      after:
        '            // to do\n            .url = "u",\n            .hash = "h",\n            .lazy = true,\n',
    },
    {
      what: "a string in place of what Zig refuses",
      to: short,
      before: "            .url =\n                \\\\u\n            ,\n            .hash = 1,\n",
      after: '            .url =\n                "u"\n            ,\n            .hash = "h",\n',
    },
  ])("gets $what", ({ to, before, after }) => {
    expect(set(entry(before), "x", to)).toBe(entry(after));
  });

  test("stays on its line", () => {
    const before = '.{ .dependencies = .{ .@"x" = .{ .path = "p" }, .y = .{ .path = "q" } } }';
    expect(set(before, "x", { ...short, lazy: true })).toBe(
      '.{ .dependencies = .{ .@"x" = .{ .url = "u", .hash = "h", .lazy = true }, .y = .{ .path = "q" } } }',
    );
    expect(set(set(before, "x", short), "x", { path: "p" })).toBe(before);
  });
});

describe("a removed dependency", () => {
  test.for<{ readonly what: string; readonly before: string; readonly after: string }>([
    {
      what: "with its lines and the comment behind it, not with those above",
      before:
        '.{\n    .dependencies = .{\n        // above\n        .x = .{\n            // inside\n            .path = "x",\n        }, // behind\n        // below\n    },\n}',
      after: ".{\n    .dependencies = .{\n        // above\n        // below\n    },\n}",
    },
    {
      what: "from between others",
      before:
        '.{\n    .dependencies = .{\n        .a = .{ .path = "a" }, // a\n        .x = .{ .path = "x" }, // x\n        .b = .{ .path = "b" }, // b\n    },\n}',
      after:
        '.{\n    .dependencies = .{\n        .a = .{ .path = "a" }, // a\n        .b = .{ .path = "b" }, // b\n    },\n}',
    },
    {
      what: "the last one, with the comma before it where none stood at the end",
      before:
        '.{\n    .dependencies = .{\n        .a = .{ .path = "a" }, // a\n        .x = .{ .path = "x" } // x\n    }\n}',
      after: '.{\n    .dependencies = .{\n        .a = .{ .path = "a" } // a\n    }\n}',
    },
    {
      what: "the only one",
      before: '.{\r\n\t.dependencies = .{\r\n\t\t.x = .{ .path = "x" }, // x\r\n\t},\r\n}',
      after: ".{\r\n\t.dependencies = .{},\r\n}",
    },
    {
      what: "the only one on a line",
      before: '.{ .dependencies = .{ .x = .{ .path = "x" } } }',
      after: ".{ .dependencies = .{} }",
    },
    {
      what: "the first on a line",
      before: '.{ .dependencies = .{ .x = .{ .path = "x" }, .b = .{ .path = "b" } } }',
      after: '.{ .dependencies = .{ .b = .{ .path = "b" } } }',
    },
    {
      what: "the last on a line",
      before: '.{ .dependencies = .{ .a = .{ .path = "a" }, .x = .{ .path = "x" } } }',
      after: '.{ .dependencies = .{ .a = .{ .path = "a" } } }',
    },
    {
      what: "one of two on a line, without the comment for both",
      before:
        '.{\n    .dependencies = .{\n        .a = .{ .path = "a" }, .x = .{ .path = "x" }, // both\n        .b = .{ .path = "b" },\n    },\n}',
      after:
        '.{\n    .dependencies = .{\n        .a = .{ .path = "a" }, // both\n        .b = .{ .path = "b" },\n    },\n}',
    },
    {
      what: "with commas in front",
      before:
        '.{ .dependencies = .{ .a = .{ .path = "a" }\n    , .x = .{ .path = "x" }\n    , .b = .{ .path = "b" }\n    } }',
      after: '.{ .dependencies = .{ .a = .{ .path = "a" }\n    , .b = .{ .path = "b" }\n    } }',
    },
    {
      what: "under a quoted name",
      before: '.{ .dependencies = .{ .@"\\x78" = .{ .path = "x" }, }, }',
      after: ".{ .dependencies = .{}, }",
    },
  ])("goes $what", ({ before, after }) => {
    expect(removeDependency(Buffer.from(before), "build.zig.zon", "x").toString()).toBe(after);
  });
});

describe("an edit is refused", () => {
  test.for<{ readonly why: string; readonly source: string; readonly code: string }>([
    {
      why: "two entries of the name",
      source: '.{ .dependencies = .{ .x = .{ .path = "a" }, .@"x" = .{ .path = "b" } } }',
      code: "MANIFEST_NOT_EDITABLE",
    },
    {
      why: "two tables",
      source: '.{ .dependencies = .{ .x = .{ .path = "a" } }, .dependencies = .{} }',
      code: "MANIFEST_NOT_EDITABLE",
    },
    { why: "a table that is none", source: ".{ .dependencies = .{1} }", code: "MANIFEST_INVALID" },
    { why: "a file that is none", source: '"text"', code: "MANIFEST_INVALID" },
    { why: "a file that is no ZON", source: ".{ .dependencies = .{ }", code: "ZON_SYNTAX" },
  ])("for $why", ({ source, code }) => {
    expect(() => set(source, "x", short)).toThrow(expect.objectContaining({ code }));
    expect(() => removeDependency(Buffer.from(source), "build.zig.zon", "x")).toThrow(
      expect.objectContaining({ code }),
    );
  });

  test.for<{ readonly why: string; readonly entry: string; readonly code: string }>([
    { why: "is no struct", entry: '"1.0.0"', code: "MANIFEST_INVALID" },
    { why: "has a url and a path", entry: '.{ .url = "a", .path = "b" }', code: "MANIFEST_NOT_EDITABLE" },
    {
      why: "has two hashes",
      entry: '.{ .url = "a", .hash = "b", .hash = "c" }',
      code: "MANIFEST_NOT_EDITABLE",
    },
  ])("for an entry that $why, though it can be removed", ({ entry, code }) => {
    const source = `.{ .dependencies = .{ .x = ${entry} } }`;
    expect(() => set(source, "x", short)).toThrow(expect.objectContaining({ code }));
    expect(removeDependency(Buffer.from(source), "build.zig.zon", "x").toString()).toBe(
      ".{ .dependencies = .{} }",
    );
  });

  test.for<{ readonly alias: string; readonly to: NewDependency }>([
    { alias: "", to: short },
    { alias: "a\0b", to: short },
    { alias: "x", to: { path: "https://example.com/x.tar.gz" } },
    { alias: "x", to: { path: "git+https://example.com/x" } },
    { alias: "x", to: { path: "/absolute" } },
    { alias: "x", to: { path: "C:\\absolute" } },
  ])("for $alias as $to", ({ alias, to }) => {
    expect(() => set(".{ .dependencies = .{} }", alias, to)).toThrow(
      expect.objectContaining({ code: "DEPENDENCY_INVALID", exit: "usage" }),
    );
  });

  test.for([".{}", ".{ .dependencies = .{} }", '.{ .dependencies = .{ .y = .{ .path = "x" } } }'])(
    "where there is nothing to remove: %s",
    (source) => {
      expect(() => removeDependency(Buffer.from(source), "build.zig.zon", "x")).toThrow(
        expect.objectContaining({ code: "DEPENDENCY_UNKNOWN" }),
      );
    },
  );
});

function set(source: string, alias: string, dependency: NewDependency): string {
  return setDependency(Buffer.from(source), "build.zig.zon", alias, dependency).toString();
}

function manifestOf(source: string) {
  const head = `.{ .name = .demo, .fingerprint = ${fingerprintOf("demo")}, .version = "1.0.0", .paths = .{""},`;
  return parseManifest(Buffer.from(source.replace(".{", head)), "build.zig.zon");
}
