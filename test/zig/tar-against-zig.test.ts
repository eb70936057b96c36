import { describe, expect, it } from "vitest";
import { base256, gnuLong, pax, type TarEntry, tar, tarEntry } from "../support/tar.ts";
import { compare, manifest, zigScratch } from "./compare.ts";

const scratch = zigScratch();

const everything = { name: "d/build.zig.zon", bytes: manifest() };
/** Everything but what lies in `src` is left out. */
const some = { name: "d/build.zig.zon", bytes: manifest(["build.zig.zon", "src"]) };
const file = (name: string | Buffer, bytes = "x"): TarEntry => ({ name, bytes });
const link = (name: string, target: string): TarEntry => ({ name, type: "2", link: target });
const folder = (name: string): TarEntry => ({ name, type: "5" });
const deep = (depth: number, last: string) => `d/${"a/".repeat(depth)}${last}`;

const names: Record<string, Buffer> = {
  "a name with ..": tar([everything, file("d/src/../b"), file("x/../d/z"), file("d/./c//e")]),
  "a name that leads out": tar([everything, file("../x")]),
  "a name that leads out, left out": tar([some, file("d/src/a"), file("../x"), file("/x")]),
  "folders that lead out": tar([everything, folder("../x/"), folder("/abs/")]),
  "only dots": tar([everything, file("./")]),
  "a file called like a folder": tar([everything, file("d/f/")]),
  "nothing left of a name": tar([everything, file("d/..")]),
  "an empty name": tar([everything, file("")]),
  "an empty name, left out": tar([some, file("")]),
  "not UTF-8": tar([everything, file(Buffer.from("d/\xe9\xff", "latin1"))]),
  "composed and decomposed": tar([everything, file("d/\u00e9"), file("d/e\u0301")]),
  "beyond the BMP, and before it": tar([everything, file("d/\u{1f600}"), file("d/\uffee")]),
  "twins but for case": tar([everything, file("d/a"), file("d/A")]),
  "a prefix": tar([everything, { name: "f", prefix: "d/p", bytes: "x" }]),
  "a prefix in a tar without magic": tar([
    everything,
    { name: "d/f", prefix: "p", bytes: "x", format: "v7" },
  ]),
  "a prefix in GNU's format": tar([everything, { name: "f", prefix: "d/p", bytes: "x", format: "gnu" }]),
  "as deep as a path can be": tar([everything, pax({ path: deep(2046, "b") }), file("n")]),
  "a path too long by one": tar([everything, pax({ path: deep(2046, "bb") }), file("n")]),
  "a path too long by one, left out": tar([some, pax({ path: deep(2046, "bb") }), file("n")]),
  "a path too long for Zig's buffer": tar([some, pax({ path: deep(2046, "bbb") }), file("n")]),
  "a long GNU name": tar([everything, gnuLong("L", deep(100, "b")), file("n")]),
  "a GNU name too long for Zig's buffer": tar([some, gnuLong("L", deep(2046, "bbb")), file("n")]),
  "a name of 255 bytes": tar([everything, pax({ path: `d/${"n".repeat(255)}` }), file("n")]),
  "a name of 256 bytes": tar([everything, pax({ path: `d/${"n".repeat(256)}` }), file("n")]),
  "a name of 256 bytes, left out": tar([some, pax({ path: `d/${"n".repeat(256)}` }), file("n")]),
  "a folder's name of 256 bytes": tar([everything, pax({ path: `d/${"n".repeat(256)}/f` }), file("n")]),
};

const roots: Record<string, Buffer> = {
  "no root": tar([file("a"), { name: "build.zig.zon", bytes: manifest() }]),
  "a root by its own entry": tar([folder("d/"), everything, file("d/a")]),
  "a root with ./": tar([folder("./"), folder("./d/"), { ...everything, name: "./d/build.zig.zon" }]),
  "a second root": tar([everything, file("e/a")]),
  "an empty second root": tar([everything, folder("zzz/")]),
  "a second root that begins like the first": tar([everything, file("dd/a")]),
  "a folder, then a file at the top": tar([folder("d/"), { name: "build.zig.zon", bytes: manifest() }]),
  "a file at the top, then folders": tar([
    file("x"),
    { name: "build.zig.zon", bytes: manifest() },
    file("d/y"),
  ]),
  "a link at the top": tar([link("x", "d"), { name: "build.zig.zon", bytes: manifest() }]),
  "a file called like the root": tar([everything, file("d")]),
  "a root of two levels": tar([{ ...everything, name: "d/e/build.zig.zon" }, file("d/e/a")]),
  "nothing at all": tar([]),
  "an empty file": Buffer.alloc(0),
  "only folders": tar([folder("d/"), folder("d/e/")]),
  "only folders at the top": tar([folder("d/"), folder("e/")]),
  "only a file": tar([file("x")]),
  "only a hard link": tar([{ name: "d/x", type: "1" }]),
  "nothing kept": tar([{ name: "d/build.zig.zon", bytes: manifest(["no"]) }, file("d/a")]),
  "nothing kept, a folder deeper": tar([{ name: "d/build.zig.zon", bytes: manifest(["no"]) }, file("d/a/b")]),
  "nothing kept, two folders deeper": tar([
    { name: "d/build.zig.zon", bytes: manifest(["no"]) },
    file("d/a/b/c"),
  ]),
  "nothing kept, folders of many depths": tar([
    { name: "d/e/b/c", bytes: "" },
    { name: "d/a/b/c/d/e", bytes: "" },
    { name: "d/build.zig.zon", bytes: manifest(["no"]) },
    { name: "d/f/g", bytes: "" },
  ]),
  "nothing kept and no root": tar([{ name: "build.zig.zon", bytes: manifest(["no"]) }, file("a")]),
};

const clashes: Record<string, Buffer> = {
  "a file twice": tar([everything, file("d/a"), file("d/a")]),
  "a file twice, left out": tar([some, file("d/a"), file("d/a"), file("d/src/a")]),
  "a file twice by way of ..": tar([everything, file("d/a"), file("d/b/../a")]),
  "a link twice": tar([everything, link("d/l", "a"), link("d/l", "a")]),
  "a file, then below it": tar([everything, file("d/f"), file("d/f/g")]),
  "a file, then far below it": tar([everything, file("d/f"), file("d/f/g/h")]),
  "below a file, then it": tar([everything, file("d/f/g"), file("d/f")]),
  "a folder, then a file": tar([everything, folder("d/f/"), file("d/f")]),
  "a link where a folder is": tar([everything, file("d/f/g"), link("d/f", "x")]),
  "a link below a file": tar([everything, file("d/f"), link("d/f/l", "x")]),
  "a file where a link is": tar([everything, file("d/f"), link("d/l", "f"), file("d/l")]),
  "through a link to a folder": tar([everything, file("d/r/f"), link("d/l", "r"), file("d/l/g")]),
  "through a link into new folders": tar([everything, file("d/r/f"), link("d/l", "r"), file("d/l/s/t/g")]),
  "through a link to a folder, a file twice": tar([
    everything,
    file("d/r/f"),
    link("d/l", "r"),
    file("d/l/f"),
  ]),
  "through a link with ..": tar([
    everything,
    file("d/r/s/f"),
    file("d/q/f"),
    link("d/q/l", "../r/./s/"),
    file("d/q/l/g"),
  ]),
  "through two links": tar([everything, file("d/r/f"), link("d/l", "r"), link("d/m", "l"), file("d/m/g")]),
  "through a link, left out by name": tar([some, file("d/src/f"), link("d/l", "src"), file("d/l/g")]),
  "through a link, left out by place": tar([some, file("d/r/f"), link("d/src/l", "../r"), file("d/src/l/g")]),
  "through a link to nothing": tar([everything, link("d/l", "no"), file("d/l/g")]),
  "through a link to nothing, deeper": tar([everything, link("d/l", "no"), file("d/l/s/g")]),
  "through a link to nothing and back": tar([
    everything,
    file("d/r/f"),
    link("d/l", "no/../r"),
    file("d/l/g"),
  ]),
  "through a link to a file": tar([everything, file("d/f"), link("d/l", "f"), file("d/l/g")]),
  "through a link to itself": tar([everything, link("d/l", "l"), file("d/l/g")]),
  "through links in a circle": tar([everything, link("d/l", "m"), link("d/m", "l"), link("d/l/x", "y")]),
  "a link through a link": tar([everything, file("d/r/f"), link("d/l", "r"), link("d/l/m", "f")]),
  "a link to nothing": tar([everything, link("d/l", "no")]),
  "a link out of the package": tar([everything, link("d/l", "../../../x")]),
  "an absolute link": tar([everything, link("d/l", "/usr/lib")]),
  "a link without a target": tar([everything, link("d/l", "")]),
  "a link without a target, left out": tar([some, file("d/src/a"), link("d/l", "")]),
  "a link as long as it can be": tar([everything, pax({ linkpath: "a".repeat(4095) }), link("d/l", "")]),
  "a link too long by one": tar([everything, pax({ linkpath: "a".repeat(4096) }), link("d/l", "")]),
  "a long GNU link": tar([everything, gnuLong("K", "a".repeat(300)), link("d/l", "")]),
};

const types: Record<string, Buffer> = Object.fromEntries(
  ["1", "3", "4", "6", "7", "S", "X", "A", "V", "M", "\x01"].flatMap((type) => [
    [`type ${JSON.stringify(type)}`, tar([some, { name: "d/src/a", type }, file("d/src/b")])],
    [
      `type ${JSON.stringify(type)}, left out`,
      tar([some, { name: "d/x", type, bytes: "1234" }, file("d/src/b")]),
    ],
  ]),
);

const skipped: Record<string, Buffer> = {
  "a pax name before a skipped entry": tar([
    some,
    pax({ path: "d/x/long" }),
    { name: "d/x/hard", type: "1" },
    file("d/src/a"),
    file("d/src/b"),
  ]),
  "a pax name before a skipped entry falls on the next": tar([
    some,
    pax({ path: "d/src/long" }),
    { name: "d/x/hard", type: "1" },
    file("d/y"),
  ]),
  "a pax size before a skipped entry": tar([
    some,
    pax({ size: "3" }),
    { name: "d/x/hard", type: "1" },
    file("d/src/a", "12345"),
    file("d/src/b"),
  ]),
  "a skipped entry in src by its prefix only": tar([some, { name: "hard", prefix: "d/src", type: "1" }]),
  "a skipped entry with ./": tar([some, { name: "./d/src/hard", type: "1" }]),
  "a skipped entry outside of the root": tar([{ name: "zzz/hard", type: "1" }, some]),
  "a skipped entry in src, without the root": tar([some, { name: "src/hard", type: "1" }]),
  "a skipped entry with a slash at its end": tar([some, { name: "d/src/", type: "6" }]),
  "a skipped entry with a slash at its end, deeper": tar([some, { name: "d/src/p/", type: "6" }]),
  "a skipped entry with //": tar([some, { name: "d/src//p", type: "6" }]),
  "a skipped entry called like the root": tar([some, { name: "d/", type: "6" }]),
  "a skipped entry with a bad mode": tar([some, { name: "d/x", type: "1", mode: "99999" }]),
  "an old sparse file with more headers": tar([some, oldSparse(), Buffer.alloc(512), file("d/src/a")]),
};

function oldSparse(): Buffer {
  const header = tarEntry({ name: "d/x", type: "S", format: "gnu" });
  header[482] = 1;
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

const records: Record<string, Buffer> = {
  "a size larger than the header's": tar([
    everything,
    pax({ size: "600" }),
    { name: "d/a", bytes: "x".repeat(600), size: 5 },
    file("d/b"),
  ]),
  "a size smaller than the header's": tar([everything, pax({ size: "5" }), file("d/a", "x".repeat(600))]),
  "a size of nothing": tar([everything, pax({ size: "0" }), file("d/a", "x".repeat(600)), file("d/b")]),
  "a size with an underscore": tar([everything, pax({ size: "1_0" }), file("d/a", "0123456789")]),
  "a size with a plus": tar([everything, pax({ size: "+10" }), file("d/a", "0123456789")]),
  "a size with two pluses": tar([everything, pax({ size: "++10" }), file("d/a", "0123456789")]),
  "a size below nothing": tar([everything, pax({ size: "-1" }), file("d/a", "0123456789")]),
  "a size that is no number": tar([everything, pax({ size: "ten" }), file("d/a", "0123456789")]),
  "a size of 65 characters": tar([
    everything,
    pax({ size: "10".padStart(65, "0") }),
    file("d/a", "0123456789"),
  ]),
  "a size of 64 characters": tar([
    everything,
    pax({ size: "10".padStart(64, "0") }),
    file("d/a", "0123456789"),
  ]),
  "a size that no number holds": tar([everything, pax({ size: "18446744073709551616" }), file("d/a")]),
  "a record without its end": tar([everything, pax(Buffer.from("11 path=d/a")), file("d/q")]),
  "a record shorter than it is": tar([everything, pax(Buffer.from("5 path=d/a\n")), file("d/q")]),
  "a record longer than the header": tar([everything, pax(Buffer.from("99 path=d/a\n")), file("d/q")]),
  "a record whose length is no number": tar([everything, pax(Buffer.from("xx path=d/a\n")), file("d/q")]),
  "a record whose length has a plus": tar([everything, pax(Buffer.from("+13 path=d/a\n")), file("d/q")]),
  "a record without a value": tar([everything, pax({ path: "" }), file("d/q")]),
  "a record without a name": tar([everything, pax({ "": "x" }), file("d/q")]),
  "a value with NUL": tar([everything, pax({ path: "d/a\0b" }), file("d/q")]),
  "a value with NUL that does not count": tar([everything, pax({ comment: "a\0b" }), file("d/q")]),
  "a keyword with NUL": tar([everything, pax({ "k\0": "v" }), file("d/q")]),
  "a value with =, newline and space": tar([everything, pax({ path: "d/a=b\n7 c" }), file("d/q")]),
  "the same record twice": tar([everything, pax(Buffer.from("12 path=d/a\n12 path=d/b\n")), file("d/q")]),
  "a large comment": tar([everything, pax({ comment: "c".repeat(300_000) }), file("d/q")]),
  "a large keyword": tar([everything, pax({ ["k".repeat(5000)]: "v" }), file("d/q")]),
  "a keyword beyond any buffer": tar([everything, pax({ ["k".repeat(500_000)]: "v" }), file("d/q")]),
  "sparse files of pax": tar([everything, pax({ "GNU.sparse.name": "d/z" }), file("d/q")]),
  "two headers": tar([everything, pax({ path: "d/one" }), pax({ mtime: "1" }), file("d/q")]),
  "a pax header, then a GNU name": tar([
    everything,
    pax({ path: "d/one" }),
    gnuLong("L", "d/two"),
    file("d/q"),
  ]),
  "a GNU name, then a pax header": tar([everything, gnuLong("L", "d/two"), pax({ mtime: "1" }), file("d/q")]),
  "a GNU name, then a global header": tar([
    everything,
    gnuLong("L", "d/two"),
    pax({ path: "d/g" }, "g"),
    file("d/q"),
  ]),
  "a global header with a name": tar([pax({ path: "d/g" }, "g"), everything, file("d/q")]),
  "a broken global header": tar([pax(Buffer.from("nonsense"), "g"), everything, file("d/q")]),
  "a GNU link, then a file and a link": tar([
    everything,
    gnuLong("K", "to"),
    file("d/q"),
    link("d/l", "real"),
  ]),
  "two GNU names": tar([everything, gnuLong("L", "d/one"), gnuLong("L", "d/two"), file("d/q")]),
  "a GNU name without NUL": tar([
    everything,
    tarEntry({ name: "x", type: "L", bytes: "d/two" }),
    file("d/q"),
  ]),
  "a GNU name of nothing": tar([everything, gnuLong("L", ""), file("d/q")]),
  "a GNU name, and no more": tar([everything, gnuLong("L", "d/two")]),
  "a pax header, and no more": tar([everything, pax({ path: "d/two" })]),
  "a size before a GNU name": tar([
    everything,
    pax({ size: "1024" }),
    gnuLong("L", "d/two"),
    { name: "d/q", bytes: "x".repeat(1024), size: 3 },
  ]),
};

const blocks: Record<string, Buffer> = {
  "a binary size": tar([everything, { name: "d/q", bytes: "0123456789", size: base256(10n) }]),
  "a binary size beyond all": tar([everything, { name: "d/q", bytes: "", size: base256(2n ** 63n) }]),
  "a binary size with high bytes": tar([
    everything,
    { name: "d/q", size: Buffer.from("800100000000000000000000", "hex") },
  ]),
  "a negative size": tar([everything, { name: "d/q", size: Buffer.alloc(12, 0xff) }]),
  "a size with an underscore": tar([
    everything,
    { name: "d/a", bytes: "12345678", size: Buffer.from("000001_0\0\0\0\0") },
  ]),
  "a size with a plus": tar([
    everything,
    { name: "d/a", bytes: "12345678", size: Buffer.from("+10\0\0\0\0\0\0\0\0\0") },
  ]),
  "a size of minus nothing": tar([everything, { name: "d/a", size: Buffer.from("-0\0\0\0\0\0\0\0\0\0\0") }]),
  "a size of spaces": tar([everything, { name: "d/a", size: Buffer.alloc(12, " ") }]),
  "a size of NULs": tar([everything, { name: "d/a", size: Buffer.alloc(12) }]),
  "a size of twelve digits": tar([
    everything,
    { name: "d/a", bytes: "12345678", size: Buffer.from("000000000010") },
  ]),
  "a size with a digit of no octal": tar([
    everything,
    { name: "d/a", bytes: "12345678", size: Buffer.from("00000000008\0") },
  ]),
  "a folder with contents": tar([everything, { ...folder("d/f/"), bytes: "abc" }, file("d/e")]),
  "a link with contents": tar([everything, { ...link("d/l", "q"), bytes: "abc" }, file("d/e")]),
  "zeros in the middle": tar([everything, Buffer.alloc(512), file("d/e")]),
  "no end": tar([everything, file("d/e")], 0),
  "one block of zeros": tar([everything, file("d/e")], 1),
  "many blocks of zeros": tar([everything, file("d/e")], 20),
  "no padding at the end": tar([everything, { ...file("d/e"), padded: false }], 0),
  "half a header at the end": Buffer.concat([tar([everything], 0), Buffer.alloc(100)]),
  "junk behind the end": Buffer.concat([tar([everything], 1), Buffer.alloc(700, 1)]),
  "contents that are cut": tar([everything, file("d/e", "x".repeat(600))], 0).subarray(0, -300),
  "a wrong checksum": tar([everything, { ...file("d/e"), checksum: "000000\0 " }]),
  "a checksum of nothing": tar([everything, { ...file("d/e"), checksum: "\0\0\0\0\0\0\0\0" }]),
  "a signed checksum": tar([everything, { name: Buffer.from("d/\xe9", "latin1"), checksum: "signed" }]),
  "an unreadable mode": tar([everything, { ...file("d/e"), mode: "99999" }]),
  "a mode of eight digits": tar([everything, { ...file("d/e"), mode: "77777777" }]),
  "Unix V7": tar([
    { ...everything, type: "\0", format: "v7" },
    { ...file("d/e"), type: "\0", format: "v7" },
  ]),
};

const manifests: Record<string, Buffer> = {
  "a link": tar([link("d/build.zig.zon", "real"), { name: "d/real", bytes: manifest() }]),
  "a link to a link": tar([
    link("d/build.zig.zon", "x/one"),
    link("d/x/one", "../two"),
    { name: "d/two", bytes: manifest() },
  ]),
  "a link by way of the root": tar([
    link("d/build.zig.zon", "../d/real"),
    { name: "d/real", bytes: manifest() },
  ]),
  "a link to what is left out": tar([
    link("d/build.zig.zon", "real"),
    { name: "d/real", bytes: manifest(["build.zig.zon"]) },
  ]),
  "a link to nothing": tar([link("d/build.zig.zon", "no"), file("d/real")]),
  "a link to itself": tar([link("d/build.zig.zon", "build.zig.zon"), file("d/real")]),
  "a link to a folder": tar([link("d/build.zig.zon", "src"), file("d/src/x")]),
  "a link below a file": tar([link("d/build.zig.zon", "real/x"), file("d/real")]),
  "a link to a file with a slash": tar([
    link("d/build.zig.zon", "real/"),
    { name: "d/real", bytes: manifest() },
  ]),
  "a folder": tar([file("d/build.zig.zon/x")]),
  "in a deeper folder": tar([file("d/a"), { name: "d/sub/build.zig.zon", bytes: manifest() }]),
  "called otherwise": tar([{ name: "d/Build.zig.zon", bytes: manifest() }]),
  "not among its .paths": tar([{ name: "d/build.zig.zon", bytes: manifest(["src"]) }, file("d/src/a")]),
  empty: tar([{ name: "d/build.zig.zon" }]),
  "as large as Zig takes": tar([{ name: "d/build.zig.zon", bytes: manifest().padEnd(10 * 1024 * 1024 - 1) }]),
  "too large by one": tar([{ name: "d/build.zig.zon", bytes: manifest().padEnd(10 * 1024 * 1024) }]),
};

const files = [
  "build.zig",
  "src/a.zig",
  "src/b/c.zig",
  "src.txt",
  "srcfoo/x",
  "a/b/c",
  "a/d",
  "A/d",
  "\u00e9",
  "z",
];
const paths: Record<string, Buffer> = Object.fromEntries(
  [
    ["src"],
    ["src/"],
    ["./src", "build.zig.zon"],
    ["src//b"],
    ["src/../a"],
    ["src/b/../../a/./b"],
    ["SRC", "A"],
    ["src/*"],
    ["src\\b"],
    ["a/b/c", "a/b"],
    ["a/b/c/"],
    [".."],
    ["../d/src"],
    ["/"],
    ["/src"],
    ["."],
    ["./"],
    ["a/.."],
    ["", "src"],
    ["src", "src"],
    ["\u00e9"],
    ["e\u0301"],
    ["\\xc3\\xa9"],
    ["no"],
    ["build.zig.zon/x"],
    [" src"],
  ].map((listed) => {
    const text = manifest(listed).replaceAll("\\\\x", "\\x");
    return [
      listed.join(" "),
      tar([{ name: "d/build.zig.zon", bytes: text }, ...files.map((name) => file(`d/${name}`, name))]),
    ];
  }),
);

/** What has no name at all is not below the folder `/`. */
const nameless: Record<string, Buffer> = Object.fromEntries(
  ["", "/", "//", "/x"].flatMap((name) =>
    ["0", "1"].map((type) => [
      `${JSON.stringify(name)} of type ${type}, where / is listed`,
      tar([
        { name: "d/build.zig.zon", bytes: manifest(["/", "build.zig.zon"]) },
        { name, type },
      ]),
    ]),
  ),
);

describe.each([
  ["names", names],
  ["roots", roots],
  ["clashes", clashes],
  ["types", types],
  ["entries that Zig skips", skipped],
  ["pax and GNU headers", records],
  ["blocks and numbers", blocks],
  ["build.zig.zon", manifests],
  [".paths", paths],
  ["no names", nameless],
])("tar, %s: the same as the real zig", (_, cases) => {
  it.concurrent.each(Object.entries(cases))("%s", async (_name, bytes) => {
    const { zig, ours, zigError, ourError } = await compare(scratch, bytes, "tar");
    expect(ours, `zig: ${zigError}\nours: ${ourError?.message}`).toBe(zig);
  });
});
