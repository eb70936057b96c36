import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type ArchiveKind, readArchive } from "../../src/archive/index.ts";
import { gnuLong, pax, type TarEntry, tar } from "../support/tar.ts";
import { xz } from "../support/xz.ts";
import { type ZipEntry, zip } from "../support/zip.ts";
import { zstd } from "../support/zstd.ts";

const file = (name: string, bytes = "x"): TarEntry => ({ name, bytes });
const plain = tar([file("d/a")]);
const join = (...parts: Buffer[]) => Buffer.concat(parts);
const zipped = (more: Partial<ZipEntry>) => zip([{ name: "d/a", bytes: "hello", ...more }]);

describe("archives that hold one thing for Zig and another for others are named", () => {
  it.each<[RegExp, ArchiveKind, Buffer]>([
    [/second gzip member/, "tar.gz", join(gzipSync(plain), gzipSync(plain))],
    [/second xz stream/, "tar.xz", join(xz(plain), xz(plain))],
    [/bytes after the end/, "tar.gz", join(gzipSync(plain), Buffer.from("x"))],
    [/bytes after the end/, "tar.xz", join(xz(plain), Buffer.from("x"))],
    [/bytes after the end/, "tar.zst", join(zstd(plain), Buffer.from("x"))],
    [/data behind the end/, "tar", tar([file("d/a"), Buffer.alloc(512), file("d/b")])],
    [/two sizes/, "tar", tar([pax({ size: "1024" }), { name: "d/a", bytes: "x".repeat(1024), size: 3 }])],
    [
      /before an entry that Zig skips/,
      "tar",
      tar([pax({ path: "d/x" }), { name: "d/h", type: "1" }, file("d/a")]),
    ],
    [/after another/, "tar", tar([pax({ path: "d/x" }), gnuLong("L", "d/y"), file("d/a")])],
    [/after another/, "tar", tar([gnuLong("L", "d/y"), pax({ path: "d/x" }), file("d/a")])],
    [/after another/, "tar", tar([pax({ path: "d/x" }), pax({ path: "d/y" }), file("d/a")])],
    [/global header/, "tar", tar([pax({ comment: "c", path: "d/x" }, "g"), file("d/a")])],
    [/broken global header/, "tar", tar([pax(Buffer.from("nonsense"), "g"), file("d/a")])],
    [/broken global header/, "tar", tar([pax(Buffer.from("9 a=b\n"), "g"), file("d/a")])],
    [/a pax record that/, "tar", tar([pax(Buffer.from("1_3 path=d/x\n")), file("d/a")])],
    [/a pax record that/, "tar", tar([pax(Buffer.from("13  path=d/x\n")), file("d/a")])],
    [/a pax record that/, "tar", tar([pax(Buffer.from("13 \tpath=d/x\n")), file("d/a")])],
    [/a pax record that/, "tar", tar([pax({ size: "0_1" }), file("d/a")])],
    [/a pax record that/, "tar", tar([pax({ comment: "c\n12 path=d/x" }), file("d/a")])],
    [/global header/, "tar", tar([pax({ comment: "c\n12 path=d/x" }, "g"), file("d/a")])],
    [/sparse/, "tar", tar([pax({ "GNU.sparse.name": "d/x" }), file("d/a")])],
    [/named like a folder/, "tar", tar([file("d/a/")])],
    [/link or folder with contents/, "tar", tar([{ name: "d/a/", type: "5", bytes: "x" }])],
    [/`\.\.`/, "tar", tar([file("d/x/../a")])],
    [/`\.\.`/, "tar", tar([file("d/a"), { name: "d/../../x", type: "5" }])],
    [/through a link/, "tar", tar([file("d/r/a"), { name: "d/l", type: "2", link: "r" }, file("d/l/b")])],
    [
      /not written as it should/,
      "tar",
      tar([{ name: "d/a", bytes: "12345678", size: Buffer.from("0000001_0\0\0\0") }]),
    ],
    [/prefix/, "tar", tar([{ name: "a", prefix: "d", format: "gnu" }])],
    [/two names/, "zip", zip([{ name: "d/a", bytes: "x" }]).fill("b", 32, 33)],
    [/two ways/, "zip", zipped({ patchLocal: (header) => header.writeUInt16LE(0, 8) })],
  ])("%s in a %s", (phrase, kind, bytes) => {
    expect(readArchive(bytes, kind).ambiguities).toEqual([expect.stringMatching(phrase)]);
  });

  it.each<[string, ArchiveKind, Buffer]>([
    ["padding behind gzip", "tar.gz", join(gzipSync(plain), Buffer.alloc(700))],
    ["padding behind xz", "tar.xz", join(xz(plain), Buffer.alloc(4))],
    ["two zstd frames", "tar.zst", join(zstd(plain.subarray(0, 700)), zstd(plain.subarray(700)))],
    ["no end", "tar", tar([file("d/a")], 0)],
    ["a full record of zeros", "tar", tar([file("d/a")], 19)],
    ["a GNU name and link", "tar", tar([gnuLong("K", "x"), gnuLong("L", "d/y"), { name: "d/a", type: "2" }])],
    ["git archive's global header", "tar", tar([pax({ comment: "0123456789abcdef" }, "g"), file("d/a")])],
    ["pax times", "tar", tar([pax({ mtime: "1.5", path: "d/y" }), file("d/a")])],
    ["a size that is said twice, the same", "tar", tar([pax({ size: "1" }), file("d/a")])],
    ["a hard link", "tar", tar([{ name: "d/h", type: "1" }, file("d/a")])],
    ["a data descriptor", "zip", zipped({ flags: 8 })],
    ["a comment", "zip", zip([{ name: "d/a" }], { comment: "hello" })],
  ])("but not %s", (_name, kind, bytes) => {
    expect(readArchive(bytes, kind).ambiguities).toEqual([]);
  });
});
