import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type ArchiveKind, detectArchiveKind, readArchive } from "../../src/archive/index.ts";
import { PantryError } from "../../src/errors.ts";
import { ingest } from "../../src/store/index.ts";
import { sampleBytes } from "../support/sample-bytes.ts";
import { tar } from "../support/tar.ts";
import { xz } from "../support/xz.ts";
import { zip } from "../support/zip.ts";
import { zstd } from "../support/zstd.ts";
import { compare, manifest, zigScratch } from "../zig/compare.ts";
import { archive, makeWorld, snapshot } from "./world.ts";

const scratch = zigScratch();
const files = [
  { name: "d/build.zig.zon", bytes: manifest() },
  { name: "d/a", bytes: "hello" },
];
const large = { name: "d/large", bytes: sampleBytes(300_000) };

/** Every one of them, or some hundred and all at both ends. */
function* cuts(bytes: Buffer): Generator<number> {
  const step = Math.max(1, Math.floor(bytes.length / 200));
  for (let at = 0; at < bytes.length; at += at < 64 || at >= bytes.length - 64 - step ? 1 : step) yield at;
}

// Those of small archives are all tried in test/archive.
describe("a large archive that is cut is refused at once", () => {
  const content = tar([...files, large]);
  it.each<[ArchiveKind, Buffer]>([
    ["tar.gz", gzipSync(content)],
    ["tar.xz", xz(content, { blockBytes: 50_000 })],
    ["tar.zst", zstd(content, { checksum: true, contentSize: true })],
    ["tar.zst", zstd(content)],
    ["zip", zip([...files, large])],
  ])("%s", (kind, bytes) => {
    let slowestMs = 0;
    for (const at of cuts(bytes)) {
      const started = performance.now();
      expect(() => readArchive(bytes.subarray(0, at), kind), `cut at ${at} of ${bytes.length}`).toThrow(
        expect.objectContaining({ code: "ARCHIVE_DAMAGED" }),
      );
      slowestMs = Math.max(slowestMs, performance.now() - started);
    }
    expect(slowestMs).toBeLessThan(10_000);
  });
});

describe("a small archive that is cut is never stored", () => {
  it.each<[ArchiveKind, Buffer]>([
    ["tar.gz", gzipSync(tar(files))],
    ["tar.xz", xz(tar(files))],
    ["tar.zst", zstd(tar(files))],
    ["zip", zip(files)],
  ])("%s", (kind, bytes) => {
    const { root, store } = makeWorld();
    const before = snapshot(root);
    for (let at = 0; at < bytes.length; at += 7) {
      expect(() => ingest(store, archive(bytes.subarray(0, at), kind), undefined)).toThrow(PantryError);
    }
    expect(snapshot(root)).toEqual(before);
  });
});

// A tar has no mark that says it is whole: Zig, and so its hash, takes it to end wherever an entry does.
describe("a plain tar that is cut", () => {
  const bytes = tar(files);
  const ends = [0, 1024, 2048];

  it("is refused, unless it is cut between two entries, or within the zeros at its end", () => {
    for (let at = 0; at < bytes.length; at += 1) {
      const read = () => readArchive(bytes.subarray(0, at), "tar");
      const isWhole = ends.includes(at) || at >= 2048 + 512;
      if (isWhole) expect(read().entries.length, `cut at ${at}`).toBe(Math.min(Math.floor(at / 1024), 2));
      else expect(read, `cut at ${at}`).toThrow(expect.objectContaining({ code: "ARCHIVE_DAMAGED" }));
    }
  });

  it.each([...ends, 1, 512, 700, 1023, 1025, 1536, 2047, 2049, 2560])("at %i: as zig says", async (at) => {
    const { zig, ours, zigError } = await compare(scratch, bytes.subarray(0, at), "tar");
    expect(ours, zigError).toBe(zig);
  });
});

it("what is cut before its first bytes is no archive at all", () => {
  for (const bytes of [gzipSync("x"), xz(Buffer.from("x")), zstd(Buffer.from("x")), zip(files), tar(files)]) {
    expect(detectArchiveKind(bytes)).toBeDefined();
    expect(detectArchiveKind(bytes.subarray(0, 1))).toBeUndefined();
    expect(detectArchiveKind(Buffer.alloc(0))).toBeUndefined();
  }
});
