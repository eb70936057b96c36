import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { ArchiveKind } from "../../src/archive/index.ts";
import { fc } from "../support/fast-check.ts";
import { gnuLong, pax, type TarEntry, tar } from "../support/tar.ts";
import { xz } from "../support/xz.ts";
import { type ZipEntry, zip } from "../support/zip.ts";
import { zstd } from "../support/zstd.ts";
import { type Comparison, compare, manifest, zigScratch } from "./compare.ts";

const scratch = zigScratch();
const runs = 220;

/** Few names, so that they clash; odd ones, so that nothing is taken for text. One character is one byte. */
const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("a", "b", "src", "lib", "c.zig", "build.zig") },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "A",
      "a-b",
      "a.zig",
      "~",
      "x y",
      "\xc3\xa9",
      "e\xcc\x81",
      "\xe9",
      "\xff\xfe",
      ".x",
      "-",
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "..",
      ".",
      "",
      "n".repeat(120),
      "a\\b",
      "\xf0\x9f\x98\x80",
      "*",
      "build.zig.zon",
    ),
  },
);
const path = fc.array(name, { minLength: 1, maxLength: 6 }).map((names) => names.join("/"));
const contents = fc.oneof(
  fc.constantFrom("", "#!/bin/sh\n", "x", "y".repeat(511), "z".repeat(512), "w".repeat(1300), "\0\0"),
  fc.string({ maxLength: 40 }),
);

interface Item {
  readonly kind: "file" | "link" | "folder" | "hard link" | "fifo";
  readonly path: string;
  readonly contents: string;
  readonly target: string;
  readonly style: "plain" | "pax" | "gnu" | "split" | "dotted" | "bare";
}

const item: fc.Arbitrary<Item> = fc.record({
  kind: fc.oneof(
    { weight: 8, arbitrary: fc.constant("file" as const) },
    { weight: 2, arbitrary: fc.constantFrom("link" as const, "folder" as const) },
    { weight: 1, arbitrary: fc.constantFrom("hard link" as const, "fifo" as const) },
  ),
  path,
  contents,
  target: fc.oneof(path, fc.constantFrom("../a", "..", "src", "/nowhere/x", "../../b", "../src/lib")),
  style: fc.constantFrom("plain", "plain", "pax", "gnu", "split", "dotted"),
});

/** Forms of `.paths`: exact names, folders, all, none that match, and everything that has to be resolved first. */
const listed = fc.oneof(
  { weight: 3, arbitrary: fc.constant([""]) },
  { weight: 6, arbitrary: fc.array(fc.oneof(path, name), { minLength: 1, maxLength: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom(["."], ["./"], ["a/.."], ["no"], ["/"], ["src", ""], ["..", "a"]) },
);

const manifestItem = fc.option(fc.record({ listed, own: fc.boolean(), at: fc.nat(20) }), {
  freq: 8,
  nil: undefined,
});

interface Shape {
  readonly root: string;
  readonly items: readonly Item[];
}

const shape: fc.Arbitrary<Shape> = fc
  .record({
    root: fc.constantFrom("root/", "root/", "./root/", "", "./", "demo-1.2.3/"),
    stray: fc.option(path, { freq: 12, nil: undefined }),
    items: fc.array(item, { maxLength: 14 }),
    manifest: manifestItem,
  })
  .map(({ root, stray, items, manifest: own }) => {
    const all = items.map((each) => ({ ...each, path: root + each.path }));
    if (own !== undefined) {
      const paths = own.own ? [...own.listed, "build.zig.zon"] : own.listed;
      // Bytes that are not UTF-8 stand in a manifest as escapes.
      const text = manifest(paths).replace(/[\x80-\xff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
      const entry: Item = {
        kind: "file",
        path: `${root}build.zig.zon`,
        contents: text,
        target: "",
        style: "bare",
      };
      all.splice(Math.min(own.at, all.length), 0, entry);
    }
    if (stray !== undefined)
      all.push({ kind: "file", path: stray, contents: "stray", target: "", style: "plain" });
    return { root, items: all };
  });

const latin1 = (text: string) => Buffer.from(text, "latin1");

function tarItem(each: Item): (TarEntry | Buffer)[] {
  const type = { file: "0", link: "2", folder: "5", "hard link": "1", fifo: "6" }[each.kind];
  const entry: TarEntry = {
    name: "n",
    type,
    bytes: each.kind === "file" ? latin1(each.contents) : "",
    link: each.kind === "link" ? latin1(each.target).subarray(0, 100) : "",
  };
  const bytes = latin1(each.style === "dotted" ? each.path.replaceAll("/", "/./") : each.path);
  if (each.style === "pax") return [pax({ path: bytes, mtime: "1.5" }), entry];
  if (each.style === "gnu") return [gnuLong("L", bytes), { ...entry, format: "gnu" }];
  if (bytes.length <= 100 && each.style !== "split") return [{ ...entry, name: bytes }];
  const slash = bytes.lastIndexOf("/");
  if (slash > 0 && slash <= 155 && bytes.length - slash - 1 <= 100) {
    return [{ ...entry, prefix: bytes.subarray(0, slash), name: bytes.subarray(slash + 1) }];
  }
  return [pax({ path: bytes }), entry];
}

function zipItem(each: Item): ZipEntry {
  const isFolder = each.kind === "folder";
  const bytes = isFolder ? "" : latin1(each.kind === "link" ? each.target : each.contents);
  return {
    name: latin1(isFolder ? `${each.path}/` : each.path),
    bytes,
    method: each.contents.length % 2 === 0 ? 8 : 0,
  };
}

function same({ zig, ours, zigError, ourError }: Comparison): void {
  // Zig writes through links to wherever they lead on this machine; nothing is hashed that way here.
  if (ourError?.message.includes("outside of the package, through a link")) return;
  expect(ours, `zig: ${zigError}\nours: ${ourError?.message}`).toBe(zig);
}

describe("random packages: the same hash as the real zig, or refused by both", () => {
  it(`in tar archives of all kinds, ${runs} times`, { timeout: 300_000 }, async () => {
    let hashed = 0;
    const packed = fc.constantFrom<ArchiveKind>("tar", "tar.gz", "tar.xz", "tar.zst");
    const property = fc.asyncProperty(shape, packed, fc.nat(3), async ({ items }, kind, endBlocks) => {
      const bytes = tar(items.flatMap(tarItem), endBlocks);
      const pack = {
        tar: (plain: Buffer) => plain,
        "tar.gz": gzipSync,
        "tar.xz": xz,
        "tar.zst": zstd,
        zip: () => bytes,
      };
      const comparison = await compare(scratch, pack[kind](bytes), kind);
      if (comparison.ours !== undefined) hashed += 1;
      same(comparison);
    });
    await fc.assert(property, { numRuns: runs });
    expect(hashed, "too few of the random archives were acceptable to mean anything").toBeGreaterThan(
      runs / 3,
    );
  });

  it("in zip archives", { timeout: 300_000 }, async () => {
    let hashed = 0;
    const property = fc.asyncProperty(shape, async ({ items }) => {
      const comparison = await compare(scratch, zip(items.map(zipItem)), "zip");
      if (comparison.ours !== undefined) hashed += 1;
      same(comparison);
    });
    await fc.assert(property, { numRuns: 80 });
    expect(hashed, "too few of the random archives were acceptable to mean anything").toBeGreaterThan(5);
  });
});
