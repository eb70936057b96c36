import { constants, crc32, deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type ArchiveKind, readArchive } from "../../src/archive/index.ts";
import { pax, tar } from "../support/tar.ts";
import { xz } from "../support/xz.ts";
import { zip } from "../support/zip.ts";
import { zstd } from "../support/zstd.ts";

const mebibyte = 1024 * 1024;
const limit = (bytes: Buffer, kind: ArchiveKind, limits = {}) =>
  expect(() => readArchive(bytes, kind, limits)).toThrow(
    expect.objectContaining({ code: "ARCHIVE_LIMIT", exit: "refused", hint: expect.stringMatching(/\w/) }),
  );

const content = tar([{ name: "d/a", bytes: "x".repeat(100_000) }]);
const packed: [ArchiveKind, Buffer][] = [
  ["tar", content],
  ["tar.gz", gzipSync(content)],
  ["tar.xz", xz(content)],
  ["tar.zst", zstd(content)],
  ["tar.zst", zstd(content, { contentSize: true })],
  ["zip", zip([{ name: "d/a", bytes: "x".repeat(content.length) }])],
];

describe.each(packed)("%s", (kind, bytes) => {
  it("may unpack to just as much as the limit says, and no more", () => {
    expect(readArchive(bytes, kind, { unpackedBytes: content.length }).entries).toHaveLength(1);
    limit(bytes, kind, { unpackedBytes: content.length - 1 });
  });

  it("may be as large as the limit says, and no larger", () => {
    expect(readArchive(bytes, kind, { archiveBytes: bytes.length }).entries).toHaveLength(1);
    limit(bytes, kind, { archiveBytes: bytes.length - 1 });
  });
});

describe("the limit holds for all members together", () => {
  it.each<[ArchiveKind, Buffer]>([
    ["tar.gz", gzipSync(content)],
    ["tar.xz", xz(content)],
    ["tar.zst", zstd(content)],
  ])("%s", (kind, bytes) => {
    limit(Buffer.concat([bytes, bytes]), kind, { unpackedBytes: 2 * content.length - 1 });
  });

  it("zip, for files that share their data", () => {
    const bytes = zip([
      { name: "d/a", bytes: "x".repeat(1000) },
      { name: "d/b", bytes: "x".repeat(1000) },
    ]);
    limit(bytes, "zip", { unpackedBytes: 1999 });
  });
});

describe("a small file that unpacks to a large one", () => {
  // 100 GB of zeros as deflate would have them: each piece is a block of its own, and they may repeat.
  const piece = deflateRawSync(Buffer.alloc(64 * mebibyte), { finishFlush: constants.Z_FULL_FLUSH });

  it("gzip stops at the limit, and takes no more memory than that", () => {
    const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
    const bomb = Buffer.concat([head, ...Array<Buffer>(1600).fill(piece)]);
    const before = process.memoryUsage().arrayBuffers;
    limit(bomb, "tar.gz", { unpackedBytes: 16 * mebibyte });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200 * mebibyte);
  });

  it("is refused by its ratio even below the limit", () => {
    const bytes = gzipSync(tar([{ name: "d/a", bytes: Buffer.alloc(65 * mebibyte) }]));
    expect(bytes.length * 200).toBeLessThan(65 * mebibyte);
    limit(bytes, "tar.gz");
    expect(readArchive(bytes, "tar.gz", { ratio: 2000 }).entries).toHaveLength(1);
  });

  it("zstd: a byte that repeats", () => {
    limit(zstd(Buffer.alloc(80 * mebibyte)), "tar.zst");
    limit(zstd(Buffer.alloc(80 * mebibyte), { contentSize: true }), "tar.zst");
  });

  it("xz: sizes are refused before anything is decoded", () => {
    // Chunks that promise two megabytes each, of six bytes that are no LZMA.
    const chunk = Buffer.from([0xff, 0xff, 0xff, 0, 5, 0, 0, 0, 0, 0, 0, 0]);
    const good = xz(Buffer.from("x"), { check: "none" });
    const bomb = Buffer.concat([
      good.subarray(0, 24),
      ...Array<Buffer>(1000).fill(chunk),
      Buffer.from([0]),
      good.subarray(29),
    ]);
    limit(bomb, "tar.xz");
  });

  it("zip: sizes are refused before anything is inflated", () => {
    limit(zip([{ name: "a", bytes: "x", unpackedSize: 0xfffffff0 }]), "zip");
    limit(zip([{ name: "a", bytes: "x", unpackedSize: 2 ** 50, zip64: true }]), "zip");
  });

  it("zip: more than a file says is noticed when it comes, not when it is all there", () => {
    const bomb = Buffer.concat(Array<Buffer>(100).fill(piece));
    const before = process.memoryUsage().arrayBuffers;
    expect(() => readArchive(zip([{ name: "a", bytes: "x", packed: bomb, crc: crc32("x") }]), "zip")).toThrow(
      expect.objectContaining({ code: "ARCHIVE_DAMAGED" }),
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * mebibyte);
  });
});

describe("many entries", () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `d/${index}` }));

  it.each<[string, ArchiveKind, Buffer]>([
    ["files in a tar", "tar", tar(many(11))],
    ["what Zig skips in a tar", "tar", tar(many(11).map((entry) => ({ ...entry, type: "1" })))],
    ["folders in a tar", "tar", tar(many(11).map((entry) => ({ ...entry, type: "5" })))],
    ["files in a zip", "zip", zip(many(11))],
    ["folders in a zip", "zip", zip(many(11).map(({ name }) => ({ name: `${name}/` })))],
  ])("%s", (_name, kind, bytes) => {
    limit(bytes, kind, { entries: 10 });
  });

  it("counts the folders that one path makes", () => {
    const bytes = tar([pax({ path: `${"a/".repeat(50)}b` }), { name: "n" }]);
    expect(readArchive(bytes, "tar", { entries: 51 }).entries).toHaveLength(1);
    limit(bytes, "tar", { entries: 50 });
  });

  it("refuses thousands of paths of a thousand folders each before they fill the memory", () => {
    const deep = Array.from({ length: 2000 }, (_, index) => [
      pax({ path: `${index}/${"a/".repeat(1000)}b` }),
      { name: "n" },
    ]).flat();
    limit(gzipSync(tar(deep)), "tar.gz");
  });
});
