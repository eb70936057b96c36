import { crc32, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { ArchiveKind } from "../../src/archive/index.ts";
import { pax, type TarEntry, tar } from "../support/tar.ts";
import { xz } from "../support/xz.ts";
import { zstd, zstdSkippable } from "../support/zstd.ts";
import { compare, manifest, zigScratch } from "./compare.ts";

const scratch = zigScratch();

const file = (name: string, bytes = "x"): TarEntry => ({ name, bytes });
const plain = tar([
  { name: "d/build.zig.zon", bytes: manifest() },
  file("d/a", "x".repeat(700)),
  file("d/b"),
]);
const endless = tar([{ name: "d/build.zig.zon", bytes: manifest() }, file("d/a")], 0);
const other = tar([file("d/other")]);
/** What Zig has to skip here is as long as half the archive. */
const skipping = tar([
  { name: "d/build.zig.zon", bytes: manifest(["build.zig.zon"]) },
  file("d/a"),
  file("d/a", "y".repeat(4000)),
  file("d/b", "z".repeat(4000)),
]);
const join = (...parts: Buffer[]) => Buffer.concat(parts);
const patched = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  const place = at < 0 ? bytes.length + at : at;
  copy[place] = copy.readUInt8(place) ^ 1;
  return copy;
};

const gzip: Record<string, Buffer> = {
  plain: gzipSync(plain),
  "all header fields": gzipWithFields(plain),
  "a reserved flag": patchedFlags(gzipSync(plain), 0x20),
  stored: gzipSync(plain, { level: 0 }),
  "without an end": gzipSync(endless),
  "two members": join(gzipSync(plain.subarray(0, 1024)), gzipSync(plain.subarray(1024))),
  "two members, the first whole": join(gzipSync(plain), gzipSync(other)),
  "two members, the first without an end": join(gzipSync(endless), gzipSync(other)),
  "an empty member first": join(gzipSync(Buffer.alloc(0)), gzipSync(plain)),
  "junk behind it": join(gzipSync(plain), Buffer.from("junk")),
  "junk behind it, without an end": join(gzipSync(endless), Buffer.from("junk")),
  "zeros behind it": join(gzipSync(plain), Buffer.alloc(1000)),
  "another method": patched(gzipSync(plain), 2),
  "no gzip": plain,
  "an empty file": Buffer.alloc(0),
};

const lzma: Record<string, Buffer> = {
  plain: xz(plain),
  "no check": xz(plain, { check: "none" }),
  "SHA-256": xz(plain, { check: "sha256" }),
  "sizes in the block header": xz(plain, { sizes: true }),
  "blocks of two tar blocks": xz(plain, { blockBytes: 1024 }),
  "blocks that cut the padding": xz(plain, { blockBytes: 700 }),
  "blocks that cut headers": xz(plain, { blockBytes: 300 }),
  "blocks that cut contents": xz(plain, { blockBytes: 2048 + 100 }),
  "skipping within a block": xz(skipping),
  "skipping beyond a block": xz(skipping, { blockBytes: 3072 }),
  "skipping to the end of a block": xz(skipping, { blockBytes: 512 * 14 }),
  "skipping one byte beyond a block": xz(skipping, { blockBytes: 6559 }),
  "skipping to the end of a block, and padding beyond it": xz(skipping, { blockBytes: 6560 }),
  "skipping to the end of the padding and a block": xz(skipping, { blockBytes: 6656 }),
  "skipping a pax value beyond a block": xz(
    tar([{ name: "d/build.zig.zon", bytes: manifest() }, pax({ comment: "c".repeat(3000) }), file("d/a")]),
    { blockBytes: 2560 },
  ),
  "a pax name beyond a block": xz(
    tar([
      { name: "d/build.zig.zon", bytes: manifest() },
      pax({ path: `d/${"c/".repeat(1500)}x` }),
      file("d/a"),
    ]),
    { blockBytes: 2560 },
  ),
  "without an end": xz(endless),
  "nothing at all": xz(Buffer.alloc(0)),
  "two streams": join(xz(plain.subarray(0, 1024)), xz(plain.subarray(1024))),
  "two streams, the first whole": join(xz(plain), xz(other)),
  "two streams, the first without an end": join(xz(endless), xz(other)),
  "junk behind it": join(xz(plain), Buffer.from("junk")),
  "an empty file": Buffer.alloc(0),
  "no xz": plain,
};

const zst: Record<string, Buffer> = {
  plain: zstd(plain),
  "with a checksum": zstd(plain, { checksum: true }),
  "with a size": zstd(plain, { contentSize: true }),
  "the smallest window": zstd(plain, { windowLog: 10 }),
  "the largest window of Zig": zstd(plain, { windowLog: 23 }),
  "a window too large": zstd(plain, { windowLog: 24 }),
  "a dictionary": zstd(plain, { dictionary: true }),
  "two frames": join(zstd(plain.subarray(0, 1024)), zstd(plain.subarray(1024))),
  "frames of each kind": join(
    zstdSkippable(Buffer.from("abc")),
    zstd(plain.subarray(0, 700), { checksum: true }),
    zstdSkippable(Buffer.alloc(0)),
    zstd(plain.subarray(700), { contentSize: true }),
    zstdSkippable(Buffer.from("abc")),
  ),
  "without an end": zstd(endless),
  "without an end, and another frame": join(zstd(endless), zstd(other)),
  "nothing at all": zstd(Buffer.alloc(0)),
  "junk behind it": join(zstd(plain), Buffer.from("junkjunk")),
  "little junk behind it": join(zstd(plain), Buffer.from("ju")),
  "junk behind it, without an end": join(zstd(endless), Buffer.from("junkjunk")),
  "little junk behind it, without an end": join(zstd(endless), Buffer.from("ju")),
  "zeros behind it, without an end": join(zstd(endless), Buffer.alloc(512)),
  "no zstd": plain,
};

describe.each<[ArchiveKind, Record<string, Buffer>]>([
  ["tar.gz", gzip],
  ["tar.xz", lzma],
  ["tar.zst", zst],
])("%s: the same as the real zig", (kind, cases) => {
  it.concurrent.each(Object.entries(cases))("%s", async (_name, bytes) => {
    const { zig, ours, zigError, ourError } = await compare(scratch, bytes, kind);
    expect(ours, `zig: ${zigError}\nours: ${ourError?.message}`).toBe(zig);
  });
});

describe("refused by us, and not by zig 0.16", () => {
  const damaged: [string, ArchiveKind, Buffer][] = [
    ["gzip: a wrong checksum", "tar.gz", patched(gzipSync(plain), -5)],
    ["gzip: a wrong length", "tar.gz", patched(gzipSync(plain), -1)],
    ["gzip: a broken second member", "tar.gz", join(gzipSync(plain), gzipSync(other).subarray(0, -1))],
    ["xz: a wrong check", "tar.xz", patched(xz(plain, { check: "sha256" }), -40)],
    ["xz: a wrong size in the index", "tar.xz", patchedIndex(xz(plain))],
    ["xz: no footer", "tar.xz", xz(plain).subarray(0, -12)],
    ["xz: cut behind the data, which zig takes for nothing", "tar.xz", xz(plain).subarray(0, -24)],
    ["xz: a broken second stream", "tar.xz", join(xz(plain), xz(other).subarray(0, -1))],
    ["zstd: a wrong checksum", "tar.zst", patched(zstd(plain, { checksum: true }), -1)],
    ["zstd: a broken second frame", "tar.zst", join(zstd(plain), zstd(other).subarray(0, -1))],
    ["zstd: an empty file, which zig takes for nothing", "tar.zst", Buffer.alloc(0)],
  ];
  it.concurrent.each(damaged)("%s", async (_name, kind, bytes) => {
    const { zig, ourError } = await compare(scratch, bytes, kind);
    expect(zig).toMatch(/^(demo-1\.2\.3|N-V)-/);
    expect(ourError?.code).toBe("ARCHIVE_DAMAGED");
  });
});

function gzipWithFields(bytes: Buffer): Buffer {
  const packed = patchedFlags(gzipSync(bytes), 0x1f);
  const fields = join(Buffer.from([4, 0, 1, 2, 3, 4]), Buffer.from("name\0comment\0"), Buffer.from([0, 0]));
  return join(packed.subarray(0, 10), fields, packed.subarray(10));
}

function patchedFlags(bytes: Buffer, flags: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[3] = flags;
  return copy;
}

/** Another unpacked size in the index, whose own checksum is right. */
function patchedIndex(bytes: Buffer): Buffer {
  const indexBytes = 4 * (bytes.readUInt32LE(bytes.length - 8) + 1);
  const start = bytes.length - 12 - indexBytes;
  const copy = patched(bytes, start + 4);
  copy.writeUInt32LE(crc32(copy.subarray(start, -16)), copy.length - 16);
  return copy;
}
