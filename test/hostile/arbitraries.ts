import { gzipSync } from "node:zlib";
import type { ArchiveKind } from "../../src/archive/index.ts";
import { fc } from "../support/fast-check.ts";
import { gnuLong, pax, type TarEntry, tar } from "../support/tar.ts";
import { xz } from "../support/xz.ts";
import { type ZipEntry, zip } from "../support/zip.ts";
import { zstd } from "../support/zstd.ts";
import { manifest } from "../zig/compare.ts";

export interface Archive {
  readonly kind: ArchiveKind;
  readonly bytes: Buffer;
}

/** Few names, so that they clash. */
const plainName = fc.constantFrom(
  "a",
  "b",
  "c.zig",
  "src",
  "lib",
  "\u00e9",
  "x y",
  "a-b",
  "#",
  "n".repeat(110),
);
const oddName = fc.constantFrom(
  ...[
    "..",
    ".",
    "",
    "A",
    "e\u0301",
    "a\\b",
    "\u00df",
    "ss",
    "aux",
    "C:",
    "a.",
    "\x1b[1m",
    "n".repeat(256),
    "build.zig.zon",
  ],
);
const path = fc
  .array(fc.oneof({ weight: 12, arbitrary: plainName }, { weight: 1, arbitrary: oddName }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((names) => names.join("/"));
const target = fc.oneof(path, fc.constantFrom("..", "../a", "../../a", "/nowhere/a", "."));
const contents = fc.oneof(
  fc.constantFrom("", "x", "#!/bin/sh\n", "y".repeat(511), "z".repeat(512), "w".repeat(1500)),
  fc.constant(tar([{ name: "hidden", bytes: "h" }])),
);

/** A record of a pax header: what other programs obey, Zig may not. */
const record = fc.oneof(
  path.map((value) => ["path", `d/${value}`]),
  fc.constantFrom(
    ...[
      ["mtime", "1.5"],
      ["comment", "c"],
      ["uid", "0"],
      ["size", "0"],
      ["size", "1"],
      ["size", "512"],
      ["path", ""],
    ],
    ...[
      ["linkpath", "b"],
      ["linkpath", ""],
      ["GNU.sparse.realsize", "9"],
      ["GNU.sparse.name", "d/z"],
    ],
    ...[
      ["GNU.sparse.major", "1"],
      ["hdrcharset", "BINARY"],
      ["SCHILY.filetype", "dir"],
      ["charset", "x"],
    ],
    ...[
      ["GNU.volume.filename", "v"],
      ["GNU.dumpdir", "Ya\0\0"],
      ["typeflag", "5"],
      ["atime", "-1"],
    ],
  ),
);

/** A file, or a folder where there are no contents. */
const goodEntry = fc.record({ name: path, bytes: fc.option(contents, { freq: 5, nil: undefined }) });

const oddPiece: fc.Arbitrary<Piece[]> = fc.oneof(
  fc
    .tuple(path, target)
    .map(([name, link]) => named(`d/${name}`, { name: "n", type: "2", link: link.slice(0, 90) })),
  fc
    .tuple(path, target)
    .map(([name, link]) => named(`d/${name}`, { name: "n", type: "1", link: link.slice(0, 90) })),
  fc
    .tuple(path, fc.constantFrom("3", "4", "6", "7", "S", "V", "M", "D", "N", "A", "\0", " ", "9"), contents)
    .map(([name, type, bytes]) => named(`d/${name}`, { name: "n", type, bytes })),
  fc
    .dictionary(fc.constantFrom("path", "size", "linkpath"), fc.constantFrom("d/q", "3", "0", ""))
    .map((all) => [pax(all)]),
  fc.array(record, { maxLength: 3 }).map((all) => [pax(Object.fromEntries(all))]),
  fc.array(record, { maxLength: 3 }).map((all) => [pax(Object.fromEntries(all), "g")]),
  path.map((name) => [gnuLong("L", `d/${name}`)]),
  path.map((name) => [gnuLong("K", name)]),
  fc.constantFrom(1, 2, 3).map((count) => [Buffer.alloc(512 * count)]),
  fc
    .tuple(path, contents, fc.constantFrom(0, 1, 511, 512, 513, 100_000))
    .map(([name, bytes, size]) => named(`d/${name}`, { name: "n", bytes, size })),
  fc
    .tuple(path, fc.constantFrom<TarEntry["format"]>("gnu", "v7"), contents)
    .map(([name, format, bytes]) => named(`d/${name}`, { name: "n", bytes, ...(format && { format }) })),
  path.map((name) => named(name, { name: "n", bytes: "stray" })),
);

type Piece = TarEntry | Buffer;

function named(name: string, entry: TarEntry): Piece[] {
  const bytes = Buffer.from(name);
  return bytes.length <= 100 ? [{ ...entry, name: bytes }] : [pax({ path: bytes }), entry];
}

const manifestPiece = fc
  .oneof(
    { weight: 5, arbitrary: fc.constant([""]) },
    {
      weight: 1,
      arbitrary: fc.array(path, { maxLength: 4 }).map((paths) => [...paths, "build.zig.zon", "src"]),
    },
  )
  .map((paths): Piece[] => [{ name: "d/build.zig.zon", bytes: manifest(paths) }]);

/** Mostly what a registry takes, with something odd in one of two. */
const tarBytes: fc.Arbitrary<Buffer> = fc
  .record({
    manifest: manifestPiece,
    good: fc.array(goodEntry, { maxLength: 5 }),
    /** Each in a folder of its own, so that they do not clash. */
    apart: fc.boolean(),
    odd: fc.oneof(fc.constant<Piece[][]>([]), fc.array(oddPiece, { minLength: 1, maxLength: 3 })),
    places: fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
    endBlocks: fc.constantFrom(0, 1, 2, 2, 2, 20),
  })
  .map(({ manifest: own, good, apart, odd, places, endBlocks }) => {
    const pieces = good.map(({ name, bytes }, index): Piece[] => {
      const full = `d/${apart ? `${index}/` : ""}${name}`;
      return bytes === undefined
        ? named(`${full}/`, { name: "n", type: "5" })
        : named(full, { name: "n", bytes });
    });
    [own, ...odd].forEach((piece, index) => {
      pieces.splice((places[index] ?? 0) % (pieces.length + 1), 0, piece);
    });
    return tar(pieces.flat(), endBlocks);
  });

const zipBytes: fc.Arbitrary<Buffer> = fc
  .array(
    fc.record({
      name: path.map((name) => `d/${name}`),
      bytes: contents,
      method: fc.constantFrom(0, 8),
      flags: fc.constantFrom(0, 0, 8, 0x800),
      zip64: fc.boolean(),
    }),
    { maxLength: 5 },
  )
  .map((entries: ZipEntry[]) => zip([{ name: "d/build.zig.zon", bytes: manifest() }, ...entries]));

/** One change of some bytes. */
export type Change = (bytes: Buffer) => Buffer;

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(fc.nat(), fc.nat(7)).map(([at, bit]) => (bytes: Buffer) => {
    const copy = Buffer.from(bytes);
    const index = at % Math.max(copy.length, 1);
    if (copy.length > 0) copy[index] = copy.readUInt8(index) ^ (1 << bit);
    return copy;
  }),
  fc
    .tuple(fc.nat(), fc.constantFrom(0, 1, 0x2f, 0x2e, 0x30, 0x35, 0x7f, 0x80, 0xff))
    .map(([at, value]) => (bytes: Buffer) => {
      const copy = Buffer.from(bytes);
      if (copy.length > 0) copy[at % copy.length] = value;
      return copy;
    }),
  fc
    .tuple(fc.nat(), fc.constantFrom("00000000", "ffffffff", "ffffff7f", "00ff00ff", "ffff"))
    .map(([at, hex]) => (bytes: Buffer) => {
      const copy = Buffer.from(bytes);
      Buffer.from(hex, "hex").copy(copy, at % Math.max(copy.length, 1));
      return copy;
    }),
  fc.tuple(fc.nat(), fc.nat(600)).map(([at, length]) => (bytes: Buffer) => {
    const start = at % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + length)]);
  }),
  fc.tuple(fc.nat(), fc.nat(), fc.nat(600)).map(([from, to, length]) => (bytes: Buffer) => {
    const start = from % (bytes.length + 1);
    const at = to % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(start, start + length), bytes.subarray(at)]);
  }),
  fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => (bytes: Buffer) => {
    const copy = Buffer.from(bytes);
    const count = Math.floor(bytes.length / 512);
    if (count === 0) return copy;
    bytes.copy(copy, (a % count) * 512, (b % count) * 512, (b % count) * 512 + 512);
    bytes.copy(copy, (b % count) * 512, (a % count) * 512, (a % count) * 512 + 512);
    return copy;
  }),
);

/** Up to four changes, more often few. */
export const changes: fc.Arbitrary<Change> = fc
  .array(change, { maxLength: 4 })
  .map((all) => (bytes: Buffer) => all.reduce((changed, one) => one(changed), bytes));

/** Gives every block that looks like a header the checksum that it should have, so that its fields count. */
function mendChecksums(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let at = 0; at + 512 <= copy.length; at += 512) {
    const block = copy.subarray(at, at + 512);
    if (!/^[0-7]{6}\0 $/.test(block.toString("latin1", 148, 156))) continue;
    const sum = block.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
    block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  }
  return copy;
}

const packers: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  "tar.gz": (bytes) => gzipSync(bytes),
  "tar.xz": (bytes) => xz(bytes, { check: "none", blockBytes: 2048 }),
  "tar.zst": (bytes) => zstd(bytes, { windowLog: 11 }),
};

/** Tar archives, as they are or with changed bytes behind the right checksums. */
export const changedTar: fc.Arbitrary<Buffer> = fc
  .tuple(
    tarBytes,
    fc.oneof(
      fc.constant<Change>((bytes) => bytes),
      changes,
    ),
    fc.boolean(),
  )
  .map(([bytes, alter, mend]) => (mend ? mendChecksums(alter(bytes)) : alter(bytes)));

/** Archives of every kind, changed inside, outside, or both. */
export const archive: fc.Arbitrary<Archive> = fc.oneof(
  changedTar.map((bytes): Archive => ({ kind: "tar", bytes })),
  fc
    .tuple(
      changedTar,
      fc.constantFrom<ArchiveKind>("tar.gz", "tar.xz", "tar.zst"),
      fc.oneof(
        fc.constant<Change>((b) => b),
        changes,
      ),
    )
    .map(([bytes, kind, alter]): Archive => ({ kind, bytes: alter(packers[kind]?.(bytes) ?? bytes) })),
  fc.tuple(zipBytes, changes).map(([bytes, alter]): Archive => ({ kind: "zip", bytes: alter(bytes) })),
);
