import { constants, deflateRawSync, gzipSync } from "node:zlib";
import type { ArchiveKind } from "../../src/archive/index.ts";
import { base256, gnuLong, pax, type TarEntry, tar } from "../support/tar.ts";
import { xz } from "../support/xz.ts";
import { zip } from "../support/zip.ts";
import { zstd } from "../support/zstd.ts";
import { manifest } from "../zig/compare.ts";

export type Verdict = "accept" | `reject ${string}`;

/** What an archive can be aimed at: absolute paths of a folder to leave alone, and of another package's tree. */
export interface Targets {
  readonly outside: string;
  readonly sibling: string;
}

export interface Row {
  /** The attack, and the advisory that it is known by where there is one. */
  readonly name: string;
  readonly kind: ArchiveKind;
  readonly bytes: (targets: Targets) => Buffer;
  readonly hash: Verdict;
  readonly unpack: Verdict;
  readonly published: Verdict;
  /** What every refusal must name: the entry, the limit. */
  readonly names: RegExp;
  /** Why the real zig is not asked; it is, where this is absent. */
  readonly zigNotAsked?: string;
}

const all = { name: "d/build.zig.zon", bytes: manifest() };
/** Keeps the manifest and `src`; the rest is left out. */
const some = { name: "d/build.zig.zon", bytes: manifest(["build.zig.zon", "src"]) };
const file = (name: string | Buffer, bytes: string | Buffer = "x"): TarEntry => ({ name, bytes });
const link = (name: string, target: string): TarEntry => ({ name, type: "2", link: target });
const hard = (name: string, target: string): TarEntry => ({ name, type: "1", link: target });
const folder = (name: string): TarEntry => ({ name, type: "5" });

const refused = "reject PACKAGE_ENTRY_REFUSED";
const escapes = "reject PACKAGE_LINK_ESCAPES";
const ambiguous = "reject PACKAGE_AMBIGUOUS";
const unportable = "reject PACKAGE_NOT_PUBLISHABLE";
const damaged = "reject ARCHIVE_DAMAGED";
const unreadable = "reject ARCHIVE_UNREADABLE";
const limited = "reject ARCHIVE_LIMIT";

type Verdicts = readonly [hash: Verdict, unpack: Verdict, published: Verdict];
const nobody = (verdict: Verdict): Verdicts => [verdict, verdict, verdict];
const hashOnly = (verdict: Verdict, published: Verdict = verdict): Verdicts => ["accept", verdict, published];
const notPublished: Verdicts = ["accept", "accept", unportable];
/** What cannot be unpacked at all; the other policies say first that programs disagree on it. */
const hashRefused: Verdicts = [refused, ambiguous, ambiguous];
const everybody: Verdicts = ["accept", "accept", "accept"];

const writesThere = "it would write there";
const takesLong = "it would unpack all of it";

function inTar(
  name: string,
  entries: readonly (TarEntry | Buffer)[] | ((targets: Targets) => readonly (TarEntry | Buffer)[]),
  [hash, unpack, published]: Verdicts,
  names: RegExp = /./,
  zigNotAsked?: string,
): Row {
  const bytes = (targets: Targets) => tar(typeof entries === "function" ? entries(targets) : entries);
  return { name, kind: "tar", bytes, hash, unpack, published, names, ...(zigNotAsked && { zigNotAsked }) };
}

function inOther(
  name: string,
  kind: ArchiveKind,
  bytes: Buffer | (() => Buffer),
  [hash, unpack, published]: Verdicts,
  names: RegExp = /./,
  zigNotAsked?: string,
): Row {
  const make = typeof bytes === "function" ? bytes : () => bytes;
  return { name, kind, bytes: make, hash, unpack, published, names, ...(zigNotAsked && { zigNotAsked }) };
}

const up = "../".repeat(24);

/** One thing was there, and then another of the same name. */
const replaced: readonly Row[] = [
  inTar(
    "CVE-2018-20834: a hard link to the outside, then a file of its name",
    ({ outside }) => [all, hard("d/l", `${outside}/secret`), file("d/l")],
    nobody(refused),
    /\bl\b.*hard link/,
  ),
  inTar(
    "CVE-2018-20834: the same, left out by .paths",
    ({ outside }) => [some, hard("d/l", `${outside}/secret`), file("d/l"), file("d/src/a")],
    notPublished,
    /"l"/,
  ),
  inTar(
    "CVE-2018-20834: a symlink to the outside, then a file of its name",
    ({ outside }) => [all, link("d/l", `${outside}/secret`), file("d/l")],
    nobody(refused),
    /\bl\b.*twice/,
  ),
  inTar(
    "CVE-2015-8860: a symlink to the outside, then a file below it",
    ({ outside }) => [all, link("d/l", outside), file("d/l/secret")],
    nobody(refused),
    /l\/secret.*outside/,
    writesThere,
  ),
  inTar(
    "CVE-2020-8131: a symlink up and out, then a file below it",
    [all, link("d/l", `${up}tmp`), file("d/l/hostile")],
    nobody(refused),
    /l\/hostile.*outside/,
    writesThere,
  ),
  inTar(
    "CVE-2021-32803: a folder, then a symlink in its place, then a file below it",
    ({ outside }) => [all, folder("d/a/"), link("d/a", outside), file("d/a/secret")],
    nobody(refused),
    /a\/secret.*outside/,
    writesThere,
  ),
  inTar(
    "CVE-2021-32803: a folder with a file, then a symlink in its place",
    ({ outside }) => [all, file("d/a/x"), link("d/a", outside), file("d/a/secret")],
    nobody(refused),
    /\ba\b.*twice/,
  ),
  inTar(
    "CVE-2021-37701: a symlink whose other spelling has a backslash",
    ({ outside }) => [all, link("d/a", outside), file("d/a\\secret")],
    hashOnly(escapes),
    /\ba\b.*outside/,
  ),
  inTar(
    "CVE-2021-37701: a symlink whose other spelling has another case",
    ({ outside }) => [all, link("d/L", outside), file("d/l/secret")],
    hashOnly(escapes),
    /\bL\b.*outside/,
  ),
  inTar(
    "CVE-2021-37701: the same, to a folder inside",
    [all, file("d/r/f"), link("d/L", "r"), file("d/l/f")],
    notPublished,
    /"L" is a link|"L".*"l"/,
  ),
  inTar(
    "CVE-2021-37712: a symlink in another Unicode form",
    ({ outside }) => [all, link("d/\u00e9", outside), file("d/e\u0301/secret")],
    hashOnly(escapes),
    /\u00e9.*outside/,
  ),
  inTar(
    "CVE-2021-37712: names in two Unicode forms",
    [all, file("d/\u00e9/a"), file("d/e\u0301/b")],
    notPublished,
    /e\u0301.*NFC/,
  ),
  inTar("CVE-2026-23950: \u00df and ss", [all, file("d/\u00df"), file("d/ss")], notPublished, /\u00df|ss/),
  inTar("CVE-2026-23950: a ligature", [all, file("d/\ufb01x"), file("d/fix")], notPublished, /fix/),
  inTar(
    "CVE-2026-23950: a symlink \u00df to the outside and a file below ss",
    ({ outside }) => [all, link("d/\u00df", outside), file("d/ss/secret")],
    hashOnly(escapes),
    /\u00df/,
  ),
  inTar("two folders that differ in case", [all, file("d/A/x"), file("d/a/y")], notPublished, /"A".*"a"/),
];

/** Names that lead out by themselves. */
const names: readonly Row[] = [
  inTar("a name with ..", [all, file(`${up}tmp/hostile`)], hashRefused, /hostile/),
  inTar(
    "a name with .., left out by .paths",
    [some, file("../hostile"), file("d/src/a")],
    hashOnly(ambiguous),
    /hostile/,
  ),
  inTar(
    "CVE-2021-32804: an absolute name",
    ({ outside }) => [all, file(`${outside}/secret`)],
    nobody(refused),
    /secret.*inside/,
  ),
  inTar(
    "CVE-2021-32804: an absolute name with many slashes",
    ({ outside }) => [all, file(`///${outside}/secret`)],
    nobody(refused),
    /secret.*inside/,
  ),
  inTar(
    "CVE-2021-32804: the same, left out by .paths",
    ({ outside }) => [some, file(`///${outside}/secret`), file("d/src/a")],
    notPublished,
    /secret/,
  ),
  inTar(
    "CVE-2021-32804: an absolute name in a pax header",
    ({ outside }) => [all, pax({ path: `${outside}/secret` }), file("d/a")],
    nobody(refused),
    /secret.*inside/,
  ),
  inTar(
    "CVE-2021-32804: an absolute long name of GNU",
    ({ outside }) => [all, gnuLong("L", `${outside}/secret`), file("d/a")],
    nobody(refused),
    /secret.*inside/,
  ),
  inTar("CVE-2021-37713: relative to a drive", [all, file("d/C:../x")], notPublished, /C:\.\..*Windows/),
  inTar("CVE-2021-37713: on a drive", [all, file("d/C:\\x")], notPublished, /C:\\.*Windows/),
  inTar("CVE-2026-23889: .\\ and ..\\", [all, file("d/.\\..\\..\\x")], notPublished, /Windows/),
  inTar("an absolute folder", [all, folder("/hostile/")], notPublished, /hostile/),
  inTar("a folder with ..", [all, folder("d/../../hostile/")], hashOnly(ambiguous), /hostile/),
  inTar("a folder that is a device", [all, folder("d/aux/")], notPublished, /aux.*device/),
  inTar(
    "a folder whose name is too long",
    [all, pax({ path: `d/${"n".repeat(256)}/` }), folder("n")],
    notPublished,
    /nnn.*255/,
  ),
  inTar("a folder where a file is", [all, file("d/a"), folder("d/a/")], notPublished, /"a"/),
  inTar("a folder that differs from a file in case", [all, file("d/a"), folder("d/A/")], notPublished, /"A"/),
  inTar("a name with a terminal's escapes", [all, file("d/\x1b[2J")], notPublished, /^[^\x1b]*$/),
  inTar(
    "a type that a terminal obeys",
    [all, { ...file("d/a"), type: "\x1b" }],
    nobody(refused),
    /type.*u001b/,
  ),
  inOther(
    "CVE-2026-23889: ..\\ in a zip",
    "zip",
    zip([{ name: "d/build.zig.zon", bytes: manifest() }, { name: "d/..\\..\\x" }]),
    nobody(unreadable),
    /\.\.\/x/,
  ),
  inOther(
    "CVE-2026-23889: .\\ in a zip",
    "zip",
    zip([
      { name: "d/build.zig.zon", bytes: manifest() },
      { name: "d/.\\x", bytes: "x" },
    ]),
    everybody,
  ),
  inOther(
    "an absolute name in a zip",
    "zip",
    zip([{ name: "/d/hostile" }]),
    nobody(unreadable),
    /d\/hostile/,
  ),
  inOther(
    "a terminal's escapes in a zip",
    "zip",
    zip([{ name: "d/\x1b[2J/../\x9b31m" }]),
    nobody(unreadable),
    /^[^\x1b\x9b]*$/,
  ),
  inOther("a NUL in a zip's name", "zip", zip([{ name: "d/a\0b" }]), nobody(unreadable), /d\/a/),
];

/** Links that lead out. */
const links: readonly Row[] = [
  inTar(
    "CVE-2026-23745: an absolute symlink",
    ({ outside }) => [all, link("d/l", `${outside}/secret`)],
    hashOnly(escapes),
    /\bl\b.*secret/,
  ),
  inTar(
    "CVE-2026-23745: an absolute hard link",
    ({ outside }) => [all, hard("d/l", `${outside}/secret`)],
    nobody(refused),
    /\bl\b.*hard link/,
  ),
  inTar(
    "CVE-2026-24842: a hard link with ..",
    [all, hard("d/l", `${up}etc/passwd`)],
    nobody(refused),
    /\bl\b/,
  ),
  inTar(
    "CVE-2026-24842: a hard link with .., left out by .paths",
    [some, hard("d/l", `${up}etc/passwd`), file("d/src/a")],
    notPublished,
    /"l".*hard link/,
  ),
  inTar("a symlink with ..", [all, link("d/l", `${up}etc/passwd`)], hashOnly(escapes), /\bl\b.*passwd/),
  inTar(
    "CVE-2026-26960: symlinks, each of which stays inside, lead out together",
    [all, link("d/a/b/up", "../.."), link("d/a/b/l", "up/../x"), file("d/x")],
    hashOnly(escapes),
    /a\/b\/l.*up/,
  ),
  inTar(
    "CVE-2026-26960: a chain of symlinks, then a hard link through it",
    [all, link("d/a", "."), link("d/a/b", ".."), hard("d/h", "d/a/b/../x")],
    hashRefused,
    /\bh\b|through a link/,
  ),
  inTar(
    "CVE-2026-26960: a file through a chain of symlinks",
    [all, link("d/a/b", "../.."), link("d/a/c", "b/.."), file("d/a/c/hostile")],
    nobody(refused),
    /a\/c\/hostile/,
    writesThere,
  ),
  inTar(
    "CVE-2026-29786: a symlink relative to a drive",
    [all, link("d/l", "C:../../x")],
    notPublished,
    /"l" is a link/,
  ),
  inTar(
    "CVE-2026-31802: a hard link relative to a drive",
    [all, hard("d/l", "C:../x")],
    nobody(refused),
    /\bl\b/,
  ),
  inTar(
    "CVE-2026-5223: a symlink one level up, into another package",
    ({ sibling }) => [
      all,
      link("d/l", `../../${sibling.split("/").slice(-2).join("/")}`),
      file("d/l/sibling"),
    ],
    nobody(refused),
    /l\/sibling/,
    writesThere,
  ),
  inTar("CVE-2026-5223: only the symlink", [all, link("d/l", "../other")], hashOnly(escapes), /\bl\b.*other/),
  inTar(
    "CVE-2026-5223: another package by its name",
    ({ sibling }) => [all, file(`../${sibling.split("/").slice(-2).join("/")}/sibling`)],
    hashRefused,
    /sibling/,
  ),
  inTar("a symlink to itself", [all, link("d/l", "l")], notPublished, /"l"/),
  inTar(
    "symlinks in a circle, then a file",
    [all, link("d/a", "b"), link("d/b", "a"), file("d/a/x")],
    nobody(refused),
    /a\/x.*circle/,
  ),
  inTar(
    "the manifest is a symlink to the outside",
    ({ outside }) => [link("d/build.zig.zon", `${outside}/secret`), file("d/a")],
    nobody("reject PACKAGE_MANIFEST_UNREADABLE"),
    /build\.zig\.zon/,
    "it would read it",
  ),
];

/** Two readers, two contents. */
const disagreements: readonly Row[] = [
  inTar(
    "CVE-2025-62518: a pax size, 0 in the header, and a tar inside",
    [all, pax({ size: "2048" }), { name: "d/a", bytes: tar([file("d/hidden")]), size: 0 }],
    hashOnly(ambiguous),
    /two sizes.*d\/a/,
  ),
  inTar(
    "CVE-2025-62518: a pax size of 0, and a tar inside",
    [all, pax({ size: "0" }), { name: "d/a", bytes: tar([file("d/hidden")]) }],
    hashOnly(ambiguous),
    /two sizes.*d\/a/,
  ),
  inTar(
    "CVE-2026-53655: a pax size before a GNU long name",
    [all, pax({ size: "1024" }), gnuLong("L", "d/two"), { name: "d/q", bytes: "x".repeat(1024), size: 3 }],
    hashOnly(ambiguous),
    /one header.*after another/,
  ),
  inTar(
    "a pax name, then a GNU one",
    [all, pax({ path: "d/one" }), gnuLong("L", "d/two"), file("d/q")],
    hashOnly(ambiguous),
    /one header.*after another/,
  ),
  inTar(
    "a GNU name, then a pax one",
    [all, gnuLong("L", "d/two"), pax({ path: "d/one" }), file("d/q")],
    hashOnly(ambiguous),
    /one header.*after another/,
  ),
  inTar("an empty pax name", [all, pax({ path: "" }), file("d/q")], hashOnly(ambiguous), /d\/q/),
  inTar(
    "a global header that makes every file a shorter one",
    [pax({ "GNU.sparse.realsize": "9" }, "g"), all],
    hashOnly(ambiguous),
    /global header/,
  ),
  inTar("a file named like a folder", [all, file("d/a/.")], hashOnly(ambiguous), /like a folder.*d\/a\/\./),
  inTar(
    "NUL in a pax name",
    [all, pax({ path: "d/a\0/../../x" }), file("d/q")],
    nobody(damaged),
    /pax record/,
  ),
  inTar(
    "a negative size",
    [all, { name: "d/a", size: Buffer.alloc(12, 0xff) }],
    nobody(damaged),
    /negative size/,
  ),
  inTar("a size of 2^63", [all, { name: "d/a", size: base256(2n ** 63n) }], nobody(damaged), /too early/),
  inTar("a negative pax size", [all, pax({ size: "-1" }), file("d/a")], nobody(damaged), /pax record/),
  inTar(
    "a block of zeros in the middle",
    [all, Buffer.alloc(512), file("d/x")],
    hashOnly(ambiguous),
    /behind the end/,
  ),
  inOther(
    "two gzip members",
    "tar.gz",
    Buffer.concat([gzipSync(tar([all])), gzipSync(tar([all, file("d/hidden")]))]),
    hashOnly(ambiguous),
    /second gzip member/,
  ),
  inOther(
    "one tar in two gzip members",
    "tar.gz",
    Buffer.concat([gzipSync(tar([all], 0)), gzipSync(tar([file("d/hidden")]))]),
    hashOnly(ambiguous),
    /second gzip member/,
  ),
  inOther(
    "bytes after gzip",
    "tar.gz",
    Buffer.concat([gzipSync(tar([all])), Buffer.from("hidden")]),
    hashOnly(ambiguous),
    /bytes after the end/,
  ),
  inOther(
    "two xz streams",
    "tar.xz",
    Buffer.concat([xz(tar([all])), xz(tar([file("d/hidden")]))]),
    hashOnly(ambiguous),
    /second xz stream/,
  ),
  inOther(
    "bytes after zstd",
    "tar.zst",
    Buffer.concat([zstd(tar([all])), Buffer.from("hidden")]),
    hashOnly(ambiguous),
    /bytes after the end/,
  ),
  inOther(
    "CVE-2025-54368: a zip whose entry has two names",
    "zip",
    zip([{ name: "d/a", bytes: "x" }]).fill("b", 32, 33),
    hashOnly(ambiguous),
    /two names.*d\/a/,
  ),
  inOther(
    "CVE-2025-54368: a zip with an entry that its directory does not list",
    "zip",
    () => zip([{ name: "d/build.zig.zon", bytes: manifest() }], { prefix: zipEntryAlone("d/hidden") }),
    hashOnly(ambiguous),
    /no file of its directory/,
  ),
  inOther(
    "CVE-2025-54368: a zip inside the comment of a zip",
    "zip",
    () => {
      const inner = zip([{ name: "d/a", bytes: "x" }]);
      return zip([{ name: "d/build.zig.zon", bytes: manifest() }], { comment: inner });
    },
    nobody(damaged),
    /zip directory|another header|zip data/,
  ),
  inOther(
    "CVE-2026-3219: a tar that is a zip too, read as a zip",
    "zip",
    () => zip([{ name: "d/build.zig.zon", bytes: manifest() }], { prefix: tar([all, file("d/hidden")]) }),
    hashOnly(ambiguous),
    /no file of its directory/,
  ),
  inOther(
    "CVE-2026-3219: the same, read as a tar",
    "tar",
    () => zip([{ name: "d/a", bytes: "x" }], { prefix: tar([all]) }),
    hashOnly(ambiguous),
    /behind the end/,
  ),
  inOther(
    "a symlink in a zip, which Zig takes for a file",
    "zip",
    zip([
      { name: "d/build.zig.zon", bytes: manifest() },
      { name: "d/l", bytes: "../../etc/passwd", externalAttributes: (0o120777 << 16) >>> 0 },
    ]),
    everybody,
  ),
  inOther(
    "a wrong checksum in gzip",
    "tar.gz",
    () => {
      const bytes = gzipSync(tar([all]));
      bytes.writeUInt32LE(0, bytes.length - 8);
      return bytes;
    },
    nobody(damaged),
    /checksum/,
    "it does not look",
  ),
  inOther(
    "a wrong checksum in a zip",
    "zip",
    zip([{ name: "d/build.zig.zon", bytes: manifest(), crc: 1 }]),
    nobody(damaged),
    /checksum.*build\.zig\.zon/,
    "it does not look",
  ),
];

function zipEntryAlone(name: string): Buffer {
  const whole = zip([{ name, bytes: "x" }]);
  return whole.subarray(0, whole.readUInt32LE(whole.length - 6));
}

const mebibyte = 1024 * 1024;
const zeros = deflateRawSync(Buffer.alloc(64 * mebibyte), { finishFlush: constants.Z_FULL_FLUSH });

/** More than anybody needs. */
const bombs: readonly Row[] = [
  inTar(
    "CVE-2024-28863: thousands of folders inside each other",
    [all, pax({ path: `d/${"a/".repeat(2000)}b` }), file("n")],
    hashOnly("reject PACKAGE_TOO_DEEP"),
    /a\/a\/a.*|64/,
  ),
  inTar(
    "CVE-2024-28863: the same with nothing in them",
    [all, pax({ path: `d/${"a/".repeat(2000)}` }), folder("n")],
    ["accept", "accept", "reject PACKAGE_TOO_DEEP"],
    /a\/a.*/,
  ),
  inTar(
    "more folders inside each other than a path can be long",
    [all, pax({ path: `d/${"a/".repeat(2046)}bb` }), file("n")],
    nobody(refused),
    /a\/a.*4095/s,
  ),
  inTar(
    "a name longer than any system takes",
    [all, pax({ path: `d/${"n".repeat(256)}` }), file("n")],
    nobody(refused),
    /nnn.*255/,
  ),
  inTar(
    "a name longer than Zig's buffer",
    [all, pax({ path: `d/${"n/".repeat(3000)}` }), file("n")],
    nobody(unreadable),
    /4096/,
  ),
  inTar(
    "thousands of headers for one entry",
    [all, ...Array<Buffer>(2000).fill(pax({ mtime: "1" })), file("d/a")],
    hashOnly(ambiguous),
    /one header.*after another/,
  ),
  inTar(
    "a pax header of thousands of records",
    [all, pax(Buffer.concat(Array<Buffer>(20_000).fill(Buffer.from("12 path=d/a\n")))), file("d/q")],
    everybody,
  ),
  inOther(
    "more folders than the limit, in a few hundred paths",
    "tar.gz",
    () => gzipSync(tar([all, ...deepPaths(300)])),
    nobody(limited),
    /250000 files and folders/,
    takesLong,
  ),
  inOther(
    "CVE-2022-36114: a gzip bomb",
    "tar.gz",
    () =>
      Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]), ...Array<Buffer>(5).fill(zeros)]),
    nobody(limited),
    /\d{8,} bytes/,
    takesLong,
  ),
  inOther(
    "CVE-2022-36114: a file in a zip that says how large it is",
    "zip",
    () => zip([{ name: "d/a", bytes: "x", unpackedSize: 0xfffffff0 }]),
    nobody(limited),
    /\d{8,} bytes/,
    takesLong,
  ),
  inOther(
    "CVE-2022-36114: a file in a zip that does not",
    "zip",
    () => zip([{ name: "d/a", bytes: "x", packed: Buffer.concat(Array<Buffer>(20).fill(zeros)) }]),
    nobody(damaged),
    /d\/a/,
    takesLong,
  ),
  inOther(
    "files in a zip that share their data",
    "zip",
    () => overlapping(),
    nobody(limited),
    /\d{8,} bytes/,
    takesLong,
  ),
  inOther(
    "a few files in a zip that share their data",
    "zip",
    () => overlapping(3, 1000),
    hashOnly(ambiguous),
    /share.*d\/\d/,
  ),
  inOther(
    "zstd: a byte that repeats",
    "tar.zst",
    () => zstd(Buffer.alloc(80 * mebibyte)),
    nobody(limited),
    /\d{8,} bytes/,
    takesLong,
  ),
  inOther("xz that says how much it holds", "tar.xz", xzBomb, nobody(limited), /\d{8,} bytes/, takesLong),
];

/** Paths of a thousand folders each, none of them shared. */
function deepPaths(count: number): readonly (TarEntry | Buffer)[] {
  return Array.from({ length: count }, (_, index) => [
    pax({ path: `d/${index}/${"a/".repeat(1000)}b` }),
    { name: "n" },
  ]).flat();
}

/** Chunks that promise two megabytes each, of six bytes that are no LZMA. */
function xzBomb(): Buffer {
  const chunk = Buffer.from([0xff, 0xff, 0xff, 0, 5, 0, 0, 0, 0, 0, 0, 0]);
  const good = xz(Buffer.from("x"), { check: "none" });
  const chunks = Array<Buffer>(1000).fill(chunk);
  return Buffer.concat([good.subarray(0, 24), ...chunks, Buffer.from([0]), good.subarray(29)]);
}

/** A zip whose directory lists one packed file many times, under names of one length. */
function overlapping(count = 100, sizeBytes = mebibyte): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  const whole = zip([{ name: "d/000", bytes }]);
  const start = whole.readUInt32LE(whole.length - 6);
  const row = whole.subarray(start, whole.length - 22);
  const rows = Array.from({ length: count }, (_, index) => {
    const copy = Buffer.from(row);
    copy.write(`d/${String(index).padStart(3, "0")}`, 46);
    return copy;
  });
  const end = Buffer.from(whole.subarray(-22));
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(count * row.length, 12);
  return Buffer.concat([whole.subarray(0, start), ...rows, end]);
}

/** What is aimed at the store itself. */
const markers: readonly Row[] = [
  inTar(
    "CVE-2022-36113: the store's own marker as a symlink",
    ({ outside }) => [all, link("d/record.json", `${outside}/secret`)],
    hashOnly(escapes),
    /record\.json/,
  ),
  inTar(
    "CVE-2022-36113: the store's own marker as a symlink one level up",
    [all, link("d/record.json", "../record.json")],
    hashOnly(escapes),
    /record\.json/,
  ),
  inTar(
    "CVE-2022-36113: the store's own marker as a file",
    [all, file("d/record.json", "{}"), file("d/tree/record.json")],
    everybody,
  ),
  inTar(
    "CVE-2022-36113: the marker outside of the root",
    [all, file("record.json", "{}")],
    notPublished,
    /build\.zig\.zon/,
  ),
  inTar(
    "CVE-2023-38497: files that all may write, and that run as their owner",
    [
      { ...all, mode: 0o666 },
      { ...file("d/run", "#!/bin/sh\n"), mode: 0o7777 },
      { ...file("d/plain"), mode: 0o4777 },
      { ...folder("d/f/"), mode: 0o7777 },
    ],
    everybody,
  ),
  inTar("a fifo", [all, { name: "d/p", type: "6" }], nobody(refused), /\bp\b.*fifo/),
  inTar("a device", [all, { name: "d/p", type: "3" }], nobody(refused), /\bp\b.*device/),
  inTar(
    "a fifo, left out by .paths",
    [some, { name: "d/p", type: "6" }, file("d/src/a")],
    notPublished,
    /"p".*fifo/,
  ),
];

export const rows: Readonly<Record<string, readonly Row[]>> = {
  "one name, twice": replaced,
  "names that lead out": names,
  "links that lead out": links,
  "one archive, two contents": disagreements,
  "too much": bombs,
  "what is aimed at the store": markers,
};
