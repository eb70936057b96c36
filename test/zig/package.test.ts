import { mkdirSync, mkdtempSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, it } from "vitest";
import { type ArchiveKind, listEntries, packTarGz, readArchive } from "../../src/archive/index.ts";
import { nodeDisk } from "../../src/disk/index.ts";
import { type PackagePolicy, readPackage, readPackageFolder, treeMatchesHash } from "../../src/zig/index.ts";
import { fc } from "../support/fast-check.ts";
import { temporaryFolder } from "../support/folders.ts";
import { pax, type TarEntry, tar } from "../support/tar.ts";
import { zigFetch } from "../support/zig.ts";
import { compare, manifest, zigScratch } from "./compare.ts";

const scratch = zigScratch();
const own = { name: "d/build.zig.zon", bytes: manifest() };
const file = (name: string | Buffer, bytes: string | Buffer = "x"): TarEntry => ({ name, bytes });
const link = (name: string, target: string): TarEntry => ({ name, type: "2", link: target });
const read = (bytes: Buffer, policy: PackagePolicy, kind: ArchiveKind = "tar") =>
  readPackage(readArchive(bytes, kind), policy, "https://example.org/demo.tar.gz");

const slash = Buffer.from("/");

describe("a package", () => {
  it("that keeps nothing is refused, as Zig does", () => {
    const bytes = tar([file("d/x"), { name: "d/build.zig.zon", bytes: manifest(["nothing"]) }]);
    expect(() => read(bytes, "hash")).toThrowError(expect.objectContaining({ code: "PACKAGE_EMPTY" }));
  });

  it("is what its .paths keep, sorted by bytes", () => {
    const listed = { name: "d/build.zig.zon", bytes: manifest(["src", "build.zig.zon"]) };
    const bytes = tar([
      file("d/src/a/b"),
      file("d/x"),
      file("d/src/a.b"),
      listed,
      link("d/src/A", "a.b"),
      file("d/src/a-b"),
    ]);
    const found = read(bytes, "hash");
    expect(found.entries.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      "file build.zig.zon",
      "symlink src/A",
      "file src/a-b",
      "file src/a.b",
      "file src/a/b",
    ]);
    expect(found.manifest).toMatchObject({
      name: "demo",
      version: "1.2.3",
      fingerprint: 0xd642dfa011223344n,
    });
    expect(found.sizeBytes).toBe(listed.bytes.length + 3);
  });

  it("has a digest that another implementation of SHA-256 finds too", () => {
    const entry = fc.record({
      // Any bytes that a path can have: no NUL, no empty name, neither `.` nor `..`.
      path: fc
        .array(fc.uint8Array({ min: 0x30, minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 })
        .map((names) => Buffer.concat(names.flatMap((name) => [slash, Buffer.from(name)])).subarray(1)),
      kind: fc.constantFrom("file" as const, "symlink" as const),
      bytes: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    });
    const property = fc.property(
      fc.uniqueArray(entry, { selector: ({ path }) => path.toString("hex") }),
      (entries) => {
        const sorted = [...entries].sort((a, b) =>
          a.path.toString("hex") < b.path.toString("hex") ? -1 : 1,
        );
        const each = sorted.map(({ path, kind, bytes }) =>
          sha256(Buffer.concat([path, Buffer.alloc(kind === "file" ? 2 : 0), bytes])),
        );
        const digest = Buffer.from(sha256(Buffer.concat(each)));
        const found = readPackage(listEntries(entries), "hash", "entries");
        expect(found.digest).toBe(digest.toString("hex"));
        expect(Buffer.from(found.hash.slice(-44), "base64url").subarray(8)).toEqual(digest.subarray(0, 25));
      },
    );
    fc.assert(property, { numRuns: 200 });
  });

  it("makes those files executable that zig does", async () => {
    const magics = [
      "2321",
      "7f454c46",
      "feedface",
      "feedfacf",
      "cefaedfe",
      "cffaedfe",
      "cafebabe",
      "bebafeca",
    ];
    const others = ["cafebabf", "bfbafeca", "4d5a9000", "0061736d", "23", "7f454c", "", "2021", "464c457f"];
    const all = [...magics, ...others].flatMap((hex) => [
      file(`d/${hex}-alone`, Buffer.from(hex, "hex")),
      file(`d/${hex}-more`, Buffer.from(`${hex}0a0a0a0a`, "hex")),
    ]);
    const bytes = tar([own, ...all, { ...file("d/by-mode"), mode: 0o755 }]);
    const { zig, ours } = await compare(scratch, bytes, "tar");
    expect(ours).toBe(zig);
    const placed = join(scratch, "fetcher/zig-pkg", zig ?? "");
    const executable = readdirSync(placed).filter(
      (name) => (statSync(join(placed, name)).mode & 0o111) !== 0,
    );
    const found = read(bytes, "hash").entries.filter((entry) => entry.executable);
    expect(found.map(({ path }) => path.toString())).toEqual(executable.sort());
    expect(executable.length).toBeGreaterThan(10);
  });

  it("packed anew has the same hash for zig", async () => {
    const bytes = tar([
      own,
      file(Buffer.from("d/\xe9", "latin1")),
      file("d/src/a"),
      link("d/l", "src/a"),
      pax({ path: `d/${"long/".repeat(80)}x`, linkpath: "y".repeat(300) }),
      { name: "n", type: "2" },
    ]);
    const { hash, entries } = read(bytes, "hash");
    const { zig } = await compare(scratch, packTarGz(entries, { root: hash }), "tar.gz");
    expect(zig).toBe(hash);
  });
});

describe("under `unpack`, which writes to disk", () => {
  it.each<[string, Buffer, ArchiveKind]>([
    ["a second gzip member", Buffer.concat([gzipSync(tar([own])), gzipSync(tar([own]))]), "tar.gz"],
    ["data behind the end", tar([own, Buffer.alloc(512), file("d/x")]), "tar"],
    ["a file through a link", tar([own, file("d/r/a"), link("d/l", "r"), file("d/l/b")]), "tar"],
    [
      "two sizes",
      tar([own, pax({ size: "1024" }), { name: "d/a", bytes: "x".repeat(1024), size: 3 }]),
      "tar",
    ],
  ])("refuses what programs disagree on: %s", (_name, bytes, kind) => {
    expect(read(bytes, "hash", kind).hash).toMatch(/^demo-/);
    expect(() => read(bytes, "unpack", kind)).toThrow(
      expect.objectContaining({ code: "PACKAGE_AMBIGUOUS", exit: "refused" }),
    );
  });

  it.each([
    ["up and out", [link("d/l", "../x")]],
    ["far up and out", [link("d/a/b/l", "../../../x")]],
    ["absolute", [link("d/l", "/etc/passwd")]],
    ["out and back in", [link("d/l", "../d/x"), file("d/x")]],
    ["behind a folder that is not there", [link("d/l", "no/../../x")]],
    ["by way of another link", [link("d/a/b/up", "../.."), link("d/a/b/l", "up/../x"), file("d/x")]],
    [
      "by way of two links",
      [file("d/a/f"), link("d/m", "a"), link("d/a/n", "../m/../.."), link("d/l", "a/n/x")],
    ],
  ])("refuses a link that leads out: %s", (_name, entries) => {
    const bytes = tar([own, ...entries]);
    expect(read(bytes, "hash").hash).toMatch(/^demo-/);
    expect(() => read(bytes, "unpack")).toThrow(
      expect.objectContaining({
        code: "PACKAGE_LINK_ESCAPES",
        message: expect.stringContaining("https://example.org/"),
      }),
    );
  });

  it.each([
    ["to a file", [file("d/a"), link("d/l", "a")]],
    ["to a folder above", [file("d/a/b"), link("d/a/l", "..")]],
    ["to nothing", [link("d/l", "no/such/file")]],
    ["to itself", [link("d/l", "l")]],
    ["through others", [file("d/a/b/c"), link("d/l", "a"), link("d/m", "l/b/../b/c")]],
    ["out, but left out by .paths", []],
  ])("takes a link that stays inside: %s", (_name, entries) => {
    const listed = { name: "d/build.zig.zon", bytes: manifest(["build.zig.zon", "a", "l", "m"]) };
    const bytes = tar([listed, ...entries, link("d/z", "/etc/passwd")]);
    expect(read(bytes, "unpack").hash).toBe(read(bytes, "hash").hash);
  });

  it("takes a manifest without .paths for everything, as zig build does", () => {
    const bare = manifest().replace(/, \.paths.*\} \}/, " }");
    const bytes = tar([{ name: "d/build.zig.zon", bytes: bare }, file("d/a")]);
    expect(read(bytes, "unpack").entries).toHaveLength(2);
    expect(() => read(bytes, "hash")).toThrow(/missing top-level 'paths'/);
  });

  it("refuses more folders inside each other than anybody needs", () => {
    const deep = (count: number) => tar([own, pax({ path: `d/${"a/".repeat(count)}b` }), file("n")]);
    expect(read(deep(64), "unpack").entries).toHaveLength(2);
    expect(() => read(deep(65), "unpack")).toThrow(expect.objectContaining({ code: "PACKAGE_TOO_DEEP" }));
  });
});

describe("under `published`, which a registry takes", () => {
  const refused = (bytes: Buffer, why: RegExp) =>
    expect(() => read(bytes, "published")).toThrow(
      expect.objectContaining({
        code: "PACKAGE_NOT_PUBLISHABLE",
        message: expect.stringMatching(why),
        hint: expect.stringMatching(/\w/),
      }),
    );
  const some = { name: "d/build.zig.zon", bytes: manifest(["build.zig.zon", "src"]) };

  it("takes files and folders", () => {
    const bytes = tar([
      { name: "d/", type: "5" },
      own,
      { name: "d/src/", type: "5" },
      file("d/src/a.zig"),
      file("d/\u00e9"),
    ]);
    expect(read(bytes, "published").hash).toBe(read(bytes, "hash").hash);
  });

  it.each<[string, Buffer, RegExp]>([
    ["no manifest", tar([file("d/a")]), /no build\.zig\.zon/],
    [
      "a manifest that leaves itself out",
      tar([{ name: "d/build.zig.zon", bytes: manifest(["src"]) }, file("d/src/a")]),
      /leave out "build\.zig\.zon"/,
    ],
    ["a link", tar([own, file("d/a"), link("d/l", "a")]), /"l" is a link/],
    ["what .paths leave out", tar([some, file("d/src/a"), file("d/x")]), /leave out "x"/],
    [
      "what Zig skips, left out by .paths",
      tar([some, { name: "d/h", type: "1" }, file("d/src/a")]),
      /"h" .*hard link/,
    ],
    [
      "a duplicate, left out by .paths",
      tar([some, file("d/x"), file("d/x"), file("d/src/a")]),
      /"x" is there twice/,
    ],
    ["names that differ in case", tar([own, file("d/a/X"), file("d/a/x")]), /differ only in case/],
    ["folders that differ in case", tar([own, file("d/A/x"), file("d/a/y")]), /differ only in case/],
    [
      "a file and a folder that differ in case",
      tar([own, file("d/A"), file("d/a/y")]),
      /differ only in case/,
    ],
    [
      "names that are one without case: \u00df and ss",
      tar([own, file("d/\u00df"), file("d/ss")]),
      /differ only in case/,
    ],
    [
      "names that are one without case: a ligature",
      tar([own, file("d/\ufb01x"), file("d/fix")]),
      /differ only in case/,
    ],
    ["names that are one without case: Kelvin", tar([own, file("d/\u212a"), file("d/k")]), /NFC|differ/],
    ["a decomposed name", tar([own, file("d/e\u0301")]), /NFC/],
    ["a name that is not UTF-8", tar([own, file(Buffer.from("d/\xe9", "latin1"))]), /not UTF-8/],
    ["a backslash", tar([own, file("d/a\\b")]), /Windows does not take/],
    ["a colon", tar([own, file("d/c:x")]), /Windows does not take/],
    ["a newline", tar([own, file("d/a\nb")]), /cannot be seen/],
    ["a direction mark", tar([own, file("d/a\u202eb")]), /cannot be seen/],
    ["a dot at the end", tar([own, file("d/a./x")]), /dot or space/],
    ["a space at the end", tar([own, file("d/a ")]), /dot or space/],
    ["a device", tar([own, file("d/src/Aux.zig")]), /device/],
    ["a numbered device", tar([own, file("d/com1/x")]), /device/],
  ])("refuses %s", (_name, bytes, why) => refused(bytes, why));

  it.each([
    "comma",
    "console.zig",
    "a.b",
    ".hidden",
    "auxiliary",
    "com",
    "com10",
    "x y",
    "\u4e2d\u6587",
    "a'b",
    "~",
  ])("takes the name %s", (name) => {
    expect(read(tar([own, file(`d/${name}`)]), "published").entries).toHaveLength(2);
  });

  it("refuses what programs disagree on before all else", () => {
    const bytes = Buffer.concat([gzipSync(tar([file("d/a")])), gzipSync(tar([own]))]);
    expect(() => read(bytes, "published", "tar.gz")).toThrow(
      expect.objectContaining({ code: "PACKAGE_AMBIGUOUS" }),
    );
  });
});

describe("a refusal", () => {
  it("names a few of many entries, and how many more there are", () => {
    const many = Array.from({ length: 9 }, (_, index): TarEntry => ({ name: `d/hard${index}`, type: "1" }));
    expect(() => read(tar([own, ...many]), "hash")).toThrow(
      /hard0 .*\n.*\n.*\n.*\n {2}hard4 .*\n {2}and 4 more$/,
    );
  });

  it("shows no name in a way that a terminal would obey", () => {
    const bytes = tar([own, { name: "d/\x1b[31m\u202e", type: "1" }]);
    expect(() => read(bytes, "hash")).toThrow(/"\\u001b\[31m/);
  });
});

describe("an unpacked tree", () => {
  const bytes = tar([
    { name: "d/build.zig.zon", bytes: manifest(["src"]) },
    file("d/src/a"),
    file("d/src/b/c", "#!x"),
    link("d/src/l", "a"),
  ]);
  const { hash, entries } = read(bytes, "hash");
  const write = (change: (folder: string) => void = () => {}) => {
    const folder = temporaryFolder();
    for (const { path, kind, bytes: content } of entries) {
      const full = join(folder, path.toString());
      mkdirSync(dirname(full), { recursive: true });
      if (kind === "file") writeFileSync(full, content);
      else symlinkSync(content, full);
    }
    change(folder);
    return folder;
  };

  it("has its hash, also where the manifest is not part of it", () => {
    expect(treeMatchesHash(nodeDisk, write(), hash)).toBe(true);
    expect(
      treeMatchesHash(
        nodeDisk,
        write((folder) => mkdirSync(join(folder, "empty"))),
        hash,
      ),
    ).toBe(true);
  });

  it.each<[string, (folder: string) => void]>([
    ["other contents", (folder) => writeFileSync(join(folder, "src/a"), "y")],
    ["more contents", (folder) => writeFileSync(join(folder, "src/a"), "xy")],
    ["another file", (folder) => writeFileSync(join(folder, "x"), "")],
    ["a file less", (folder) => nodeDisk.removeFile(join(folder, "src/a"))],
    ["another link", (folder) => symlinkSync("a", join(folder, "src/m"))],
    [
      "a link that is a file now",
      (folder) => {
        nodeDisk.removeFile(join(folder, "src/l"));
        writeFileSync(join(folder, "src/l"), "a");
      },
    ],
    ["nothing at all", (folder) => nodeDisk.removeTree(folder)],
  ])("does not have it with %s", (_name, change) => {
    expect(treeMatchesHash(nodeDisk, write(change), hash)).toBe(false);
  });

  it("is not even looked at for what is no hash", () => {
    expect(() => treeMatchesHash(nodeDisk, write(), "../x")).toThrow(
      expect.objectContaining({ code: "HASH_INVALID" }),
    );
  });

  it("has the hash that zig finds for the folder, if nothing was left out", async () => {
    const folder = mkdtempSync(join(scratch, "tree-"));
    writeFileSync(join(folder, "build.zig.zon"), manifest());
    const result = await zigFetch(scratch, folder);
    expect(treeMatchesHash(nodeDisk, folder, result.stdout.trim())).toBe(true);
    expect(readPackageFolder(nodeDisk, folder).hash).toBe(result.stdout.trim());
  });
});
