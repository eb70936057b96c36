import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type NewDependency, parseManifest, removeDependency, setDependency } from "../../src/zon/index.ts";
import { fc } from "../support/fast-check.ts";
import { sharedFolder } from "../support/folders.ts";
import { zig } from "../support/zig.ts";
import { numberComments, trivia } from "./arbitraries.ts";
import { fingerprintOf } from "./manifests.ts";

const scratch = sharedFolder();
afterAll(scratch.remove);

/** Never in a generated table, so that it can be added. */
const fresh = "fresh";
const fileName = "build.zig.zon";
const digest = "A".repeat(44);

/** Aliases as they are written, and what they mean. */
const aliases: Readonly<Record<string, string>> = {
  a: "a",
  name_2: "name_2",
  "a-b": '@"a-b"',
  test: '@"test"',
  "x\u00e9": '@"\\x78\\u{e9}"',
  hash: "hash",
};

const field = fc.constantFrom(
  ".lazy = true",
  ".lazy = false",
  '.note = "// no comment }"',
  ".more = .{ 1, .{ .a = 2 } }",
  ".text = \\\\ } , //\n",
);
const location = fc.constantFrom(
  ['.path = "../a"'],
  ['.path   =  "\\x61"'],
  [`.url = "https://example.com/a.tar.gz"`, `.hash = "a-1.0.0-${digest}"`],
  [`.hash // c§\n =// c§\n "a-1.0.0-${digest}"`, `.url = // c§\n "https://example.com/a.tar.gz"`],
  [`.url = "https://example.com/a.tar.gz"`, ".lazy = true", `.hash = "a-1.0.0-${digest}"`],
);

/** Items between braces: in any layout, or in one that people use. */
function list(items: readonly string[]): fc.Arbitrary<string> {
  const wild = fc
    .tuple(
      fc.array(trivia, { minLength: 2 * items.length + 1, maxLength: 2 * items.length + 1 }),
      fc.boolean(),
    )
    .map(([gaps, comma]) => {
      const parts = items.map(
        (item, i) => `${gaps[2 * i]}${item}${gaps[2 * i + 1]}${i < items.length - 1 || comma ? "," : ""}`,
      );
      return `.{${parts.join("")}${gaps.at(-1)}}`;
    });
  if (items.length === 0 || items.some((item) => item.includes("\n"))) return wild;
  const isLast = (i: number) => i === items.length - 1;
  const tidy = fc
    .record({
      newline: fc.constantFrom("\n", "\r\n"),
      unit: fc.constantFrom("\t", "  ", "    ", ""),
      comma: fc.boolean(),
      comments: fc.boolean(),
      hugging: fc.boolean(),
    })
    .map(({ newline, unit, comma, comments, hugging }) => {
      const lines = items.map(
        (item, i) => `${newline}${unit}${item}${comma || !isLast(i) ? "," : ""}${comments ? " // c§" : ""}`,
      );
      return `.{${lines.join("")}${hugging && !comments ? "" : newline}}`;
    });
  const line = fc.boolean().map((comma) => `.{ ${items.join(", ")}${comma ? "," : ""} }`);
  return fc.oneof(wild, tidy, line);
}

const entry = fc
  .tuple(fc.constantFrom(...Object.keys(aliases)), location, fc.array(field, { maxLength: 2 }))
  .chain(([alias, where, more]) => {
    const fields = [
      ...where,
      ...more.filter((text) => !text.includes("lazy") || !where.join().includes("lazy")),
    ];
    return list([...new Map(fields.map((text) => [text.split(" ")[0], text])).values()]).map(
      (body) => [alias, `.${aliases[alias]} = ${body}`] as const,
    );
  });

const entries = fc.uniqueArray(entry, { selector: ([alias]) => alias, maxLength: 4 });

const headFields = [
  ".name = .demo",
  `.fingerprint = ${fingerprintOf("demo")}`,
  '.version = "1.0.0"',
  '.paths = .{""}',
];

interface Sample {
  readonly source: Buffer;
  readonly aliases: readonly string[];
}

/** A manifest in any layout: all that Zig asks for, and a table of dependencies. Each comment is unlike all others. */
const withTable: fc.Arbitrary<Sample> = entries.chain((table) =>
  fc
    .tuple(list(table.map(([, text]) => text)), fc.nat({ max: 4 }))
    .chain(([dependencies, at]) => list(headFields.toSpliced(at, 0, `.dependencies = ${dependencies}`)))
    .map((text) => ({ source: Buffer.from(numberComments(text)), aliases: table.map(([alias]) => alias) })),
);

const withoutTable: fc.Arbitrary<Sample> = list(headFields).map((text) => ({
  source: Buffer.from(numberComments(text)),
  aliases: [],
}));

const dependency: fc.Arbitrary<NewDependency> = fc
  .tuple(
    fc.oneof(
      fc.record({
        url: fc.constantFrom("https://example.com/b.tar.gz", 'a"b\\c\u202e'),
        hash: fc.constant(`b-1.0.0-${digest}`),
      }),
      fc.record({ path: fc.constantFrom("../b", "é/b", "b\\c") }),
    ),
    fc.constantFrom({}, { lazy: true }, { lazy: false }),
  )
  .map(([where, lazy]) => ({ ...where, ...lazy }));

describe("in every layout", () => {
  test("adding and removing gives the same bytes", () => {
    fc.assert(
      fc.property(withTable, dependency, ({ source }, added) => {
        const back = removeDependency(setDependency(source, fileName, fresh, added), fileName, fresh);
        expect(back.toString()).toBe(source.toString());
      }),
      { numRuns: 400 },
    );
  });

  test("adding keeps all comments and all that Zig reads, and adds what was asked", () => {
    fc.assert(
      fc.property(fc.oneof(withTable, withoutTable), dependency, ({ source }, added) => {
        const edited = setDependency(source, fileName, fresh, added);
        expect(commentsIn(edited)).toEqual(commentsIn(source));
        const { [fresh]: entry, ...others } = dependenciesIn(edited);
        expect(entry).toEqual(asRead(added, false));
        expect(others).toEqual(dependenciesIn(source));
        expect(isSubsequence(source, edited)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test("changing keeps all comments and all other fields", () => {
    fc.assert(
      fc.property(someEntry, dependency, ({ source, alias }, wanted) => {
        const edited = setDependency(source, fileName, alias, wanted);
        expect(commentsIn(edited)).toEqual(commentsIn(source));
        const before = dependenciesIn(source);
        expect(dependenciesIn(edited)).toEqual({
          ...before,
          [alias]: asRead(wanted, before[alias]?.lazy === true),
        });
        expect(otherFieldsIn(edited)).toEqual(otherFieldsIn(source));
        expect(setDependency(edited, fileName, alias, wanted)).toEqual(edited);
      }),
      { numRuns: 400 },
    );
  });

  test("removing takes its own comments at most", () => {
    fc.assert(
      fc.property(someEntry, ({ source, alias }) => {
        const edited = removeDependency(source, fileName, alias);
        const { [alias]: removed, ...others } = dependenciesIn(source);
        expect(removed).toBeDefined();
        expect(dependenciesIn(edited)).toEqual(others);
        expect(isSubsequence(edited, source)).toBe(true);
        const kept = commentsIn(edited);
        const own = commentsOf(source, alias);
        expect(
          commentsIn(source).filter((comment) => !own.includes(comment) && !kept.includes(comment)),
        ).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  test("the real zig takes what comes out", async () => {
    const folder = join(scratch.path, "edited");
    mkdirSync(folder);
    const samples = fc.sample(fc.tuple(fc.oneof(withTable, someEntry, withoutTable), dependency), 300);
    samples.forEach(([sample, wanted], i) => {
      const alias = "alias" in sample ? sample.alias : fresh;
      writeFileSync(join(folder, `set-${i}.zon`), setDependency(sample.source, fileName, alias, wanted));
      if ("alias" in sample)
        writeFileSync(join(folder, `removed-${i}.zon`), removeDependency(sample.source, fileName, alias));
    });
    const { stderr } = await zig(scratch.path, ["fmt", "--check", "--ast-check", "--zon", folder]);
    expect(stderr).toBe("");
  });

  test("what zig fmt has formatted stays as zig fmt would have it", async () => {
    const folder = join(scratch.path, "formatted");
    mkdirSync(folder);
    const samples = fc.sample(fc.tuple(fc.oneof(withTable, withoutTable), dependency), 300);
    const path = (i: number) => join(folder, `${i}.zon`);
    samples.forEach(([{ source }], i) => {
      writeFileSync(path(i), source);
    });
    await zig(scratch.path, ["fmt", "--zon", folder]);
    const edited = samples.map(([, added], i) =>
      setDependency(readFileSync(path(i)), fileName, fresh, added),
    );
    edited.forEach((bytes, i) => {
      writeFileSync(path(i), bytes);
    });
    const { stdout } = await zig(scratch.path, ["fmt", "--check", "--ast-check", "--zon", folder]);
    const reformatted = stdout
      .split("\n")
      .map((line) => edited[Number(/(\d+)\.zon$/.exec(line)?.[1])]?.toString());
    expect(reformatted.filter((text) => text !== undefined)).toEqual([]);
  });
});

const someEntry: fc.Arbitrary<{ readonly source: Buffer; readonly alias: string }> = withTable
  .filter(({ aliases }) => aliases.length > 0)
  .chain(({ source, aliases }) => fc.constantFrom(...aliases).map((alias) => ({ source, alias })));

interface Read {
  readonly location: unknown;
  readonly hash: string | undefined;
  readonly lazy: boolean;
}

function dependenciesIn(source: Buffer): Record<string, Read> {
  const { dependencies } = parseManifest(source, fileName);
  return Object.fromEntries(
    [...dependencies].map(([alias, { location, hash, lazy }]) => [alias, { location, hash, lazy }]),
  );
}

function asRead(dependency: NewDependency, wasLazy: boolean): Read {
  const lazy = dependency.lazy ?? wasLazy;
  if ("path" in dependency)
    return { location: { kind: "path", path: dependency.path }, hash: undefined, lazy };
  return { location: { kind: "url", url: dependency.url }, hash: dependency.hash, lazy };
}

function commentsIn(source: Buffer): string[] {
  return [...source.toString().matchAll(/c\d+/g)].map(([comment]) => comment);
}

/** Those inside of an entry, up to its comma, and one behind it. */
function commentsOf(source: Buffer, alias: string): string[] {
  const span = parseManifest(source, fileName).dependencies.get(alias)?.span;
  const inside = source.toString("utf8", span?.start, span?.end);
  const behind = /^(?:\s|\/\/.*)*,?[ \t]*(?:\/\/.*)?/.exec(source.toString("utf8", span?.end))?.[0] ?? "";
  return commentsIn(Buffer.from(inside + behind));
}

function otherFieldsIn(source: Buffer): string[] {
  return [...source.toString().matchAll(/\.(?:note|more|text)[^\n,]*/g)].map(([text]) => text);
}

function isSubsequence(part: Buffer, whole: Buffer): boolean {
  let at = 0;
  for (const byte of whole) if (byte === part[at]) at += 1;
  return at === part.length;
}
