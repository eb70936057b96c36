import { deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type ArchiveKind, readArchive } from "../../src/archive/index.ts";
import { sampleBytes } from "../support/sample-bytes.ts";
import { tar } from "../support/tar.ts";
import { xz } from "../support/xz.ts";
import { zip } from "../support/zip.ts";
import { zstd } from "../support/zstd.ts";

const plain = tar([
  { name: "d/build.zig", bytes: "x" },
  { name: "d/a", bytes: sampleBytes(3000) },
]);

const archives: [string, ArchiveKind, Buffer][] = [
  ["gzip", "tar.gz", gzipSync(plain)],
  ["gzip, stored", "tar.gz", gzipSync(plain.subarray(0, 1024), { level: 0 })],
  ["gzip of nothing", "tar.gz", gzipSync(Buffer.alloc(0))],
  ["xz", "tar.xz", xz(plain)],
  ["xz of several blocks", "tar.xz", xz(plain, { blockBytes: 1024, check: "sha256", sizes: true })],
  ["zstd", "tar.zst", zstd(plain)],
  [
    "zstd with checksum and size",
    "tar.zst",
    zstd(plain, { checksum: true, contentSize: true, windowLog: 10 }),
  ],
  [
    "zip",
    "zip",
    zip([
      { name: "d/build.zig", bytes: "x" },
      { name: "d/a", bytes: sampleBytes(3000) },
      { name: "d/b", packed: deflateRawSync("x"), bytes: "x", flags: 8 },
    ]),
  ],
  ["zip64", "zip", zip([{ name: "d/a", bytes: "hello", zip64: true }], { zip64: true, comment: "hello" })],
];

describe("an archive that is cut is refused, wherever it is cut", () => {
  it.each(archives)("%s", (_name, kind, bytes) => {
    expect(readArchive(bytes, kind).problems).toEqual([]);
    for (let end = 0; end < bytes.length; end += 1) {
      expect(() => readArchive(bytes.subarray(0, end), kind), `cut at ${end} of ${bytes.length}`).toThrow(
        expect.objectContaining({
          code: "ARCHIVE_DAMAGED",
          exit: "refused",
          hint: expect.stringMatching(/\w/),
        }),
      );
    }
  });

  // Cut between two members, each of which is whole, nothing can be seen.
  it.each([
    ["gzip", "tar.gz", gzipSync(plain)],
    ["xz", "tar.xz", xz(plain)],
    ["zstd", "tar.zst", zstd(plain)],
  ] as const)("%s, also within what follows the first stream", (_name, kind, bytes) => {
    const two = Buffer.concat([bytes, bytes]);
    for (let end = bytes.length + 1; end < two.length; end += 1) {
      expect(() => readArchive(two.subarray(0, end), kind), `cut at ${end} of ${two.length}`).toThrow(
        expect.objectContaining({ code: "ARCHIVE_DAMAGED" }),
      );
    }
  });
});
