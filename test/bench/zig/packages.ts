import { crc32 } from "node:zlib";
import { type ArchiveEntry, listEntries, packTarGz } from "../../../src/archive/index.ts";
import { readPackage } from "../../../src/zig/index.ts";
import { showFingerprint } from "../../../src/zon/index.ts";

/** How many packages, how many files in each, and how large a file is on average. */
export interface Shape {
  readonly packages: number;
  readonly files: number;
  readonly meanBytes: number;
}

export interface BenchPackage {
  readonly name: string;
  readonly hash: string;
  readonly archive: Buffer;
  readonly unpackedBytes: number;
}

/** Packages of made-up Zig source, which packs about as well as real source does. The same shape, the same bytes. */
export function makePackages({ packages, files, meanBytes }: Shape): BenchPackage[] {
  const random = randomNumbers(packages * 1_000_003 + files);
  return Array.from({ length: packages }, (_, index) => {
    const name = `pkg${index}`;
    const entries: ArchiveEntry[] = Array.from({ length: files - 1 }, (_, at) => ({
      path: Buffer.from(pathOf(at)),
      kind: "file",
      // From a tenth of the mean to almost its double, as files of source are.
      bytes: sourceText(random, Math.round(meanBytes * (0.1 + random() * 1.8))),
    }));
    entries.push({ path: Buffer.from("build.zig.zon"), kind: "file", bytes: manifest(name) });
    const { hash, sizeBytes } = readPackage(listEntries(entries), "unpack", name);
    return { name, hash, archive: packTarGz(entries, { root: `${name}-1.0.0` }), unpackedBytes: sizeBytes };
  });
}

/** `build.zig`, `src/root.zig`, and then a dozen files to a folder. */
function pathOf(index: number): string {
  if (index === 0) return "build.zig";
  if (index === 1) return "src/root.zig";
  return `src/part${Math.floor(index / 12)}/file${index}.zig`;
}

function manifest(name: string): Buffer {
  return Buffer.from(`.{
    .name = .${name},
    .version = "1.0.0",
    .fingerprint = ${fingerprintText(name)},
    .paths = .{""},
}
`);
}

/** One that Zig takes for this name; always the same. */
export function fingerprintText(name: string): string {
  return showFingerprint((BigInt(crc32(name)) << 32n) | 1n);
}

function sourceText(random: () => number, sizeBytes: number): Buffer {
  const word = () => words[Math.floor(random() * random() * words.length)] ?? "it";
  const name = () => `${word()}_${word()}${Math.floor(random() * 100)}`;
  const lines: string[] = [];
  for (let length = 0; length < sizeBytes; length += lines.at(-1)?.length ?? 0) {
    const indent = "    ".repeat(1 + Math.floor(random() * 3));
    const shape = shapes[Math.floor(random() * shapes.length)] ?? "$;";
    lines.push(`${indent}${shape.replaceAll("$", name)}\n`);
  }
  return Buffer.from(lines.join("")).subarray(0, sizeBytes);
}

const shapes = [
  "const $ = try $.init(allocator, .{ .$ = $, .capacity = 64 });",
  "// The $ of a $ stays valid until $ is called.",
  "if ($ == null) return error.$;",
  "for ($.items, 0..) |$, index| $[index] = $;",
  "pub fn $(self: *Self, $: []const u8) !void {",
  "try std.testing.expectEqual($, $.$());",
  "defer $.deinit();",
  "}",
];

const words =
  "buffer reader writer index length value node token slot entry parser state bytes cursor header frame offset limit table bucket hash digest stream socket packet field record option result error context handle window glyph pixel matrix vector scale angle color shape layer event queue signal thread mutex arena pool block chunk page segment region cache store"
    .split(" ")
    .flatMap((word) => [word, `${word}_list`, `old_${word}`, `next_${word}`]);

/** Numbers below 1 that are the same in every run (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
