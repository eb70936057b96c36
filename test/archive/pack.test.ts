import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { list, type ReadEntry } from "tar";
import { describe, expect, it } from "vitest";
import { type PackedEntry, packTarGz, readArchive } from "../../src/archive/index.ts";
import { fc } from "../support/fast-check.ts";
import { temporaryFolder } from "../support/folders.ts";

const file = (path: string | Buffer, bytes: string | Buffer = "x", executable = false): PackedEntry => ({
  path: Buffer.from(path),
  kind: "file",
  bytes: Buffer.from(bytes),
  executable,
});
const link = (path: string, target: string): PackedEntry => ({
  path: Buffer.from(path),
  kind: "symlink",
  bytes: Buffer.from(target),
});

/** Lengths at and beyond every border of ustar, for a root of four bytes and a slash. */
const entries = [
  file("build.zig", 'const std = @import("std");\n'),
  file("empty", ""),
  file("block", "x".repeat(512)),
  file("run.sh", "#!/bin/sh\n", true),
  ...[93, 94, 95, 96, 97].map((length) => file("n".repeat(length))),
  ...[148, 149, 150, 151].map((length) => file(`${"p".repeat(length)}/n`)),
  ...[98, 99, 100, 101, 102].map((length) => file(`p/${"m".repeat(length)}`)),
  file(`${"a/".repeat(70)}b`),
  file(`${"c/".repeat(200)}d`),
  // Where the length of a pax record gets another digit.
  ...Array.from({ length: 12 }, (_, index) => file(`${"e/".repeat(480)}${"f".repeat(index + 18)}`)),
  file("\u00e9/\u{1f600}"),
  link("link", "build.zig"),
  ...[99, 100, 101, 500].map((length) => link(`link${length}`, "t".repeat(length))),
];

const byPath = (a: { path: Buffer }, b: { path: Buffer }) => Buffer.compare(a.path, b.path);

describe("packing", () => {
  it("gives back what went in, sorted by bytes", () => {
    const packed = packTarGz([...entries].reverse(), { root: "demo" });
    const { entries: read, problems, root, ambiguities, emptyFolders } = readArchive(packed, "tar.gz");
    const expected = [...entries].sort(byPath).map(({ path, kind, bytes }) => ({ path, kind, bytes }));
    expect([...read].sort(byPath)).toEqual(expected);
    expect({ problems, ambiguities, emptyFolders, root }).toEqual({
      problems: [],
      ambiguities: [],
      emptyFolders: [],
      root: Buffer.from("demo"),
    });
  });

  it("keeps names that are not UTF-8", () => {
    const long = Buffer.concat([Buffer.from("long/".repeat(60)), Buffer.from([0xff, 0xfe])]);
    const odd = [file(Buffer.from([0xe9])), file(long)];
    const { entries: read } = readArchive(packTarGz(odd, { root: "demo" }), "tar.gz");
    expect(read.map(({ path }) => path).sort(Buffer.compare)).toEqual([long, Buffer.from([0xe9])]);
  });

  it("gives the same bytes for the same entries, in whatever order", () => {
    const property = fc.property(fc.shuffledSubarray(entries, { minLength: entries.length }), (shuffled) => {
      expect(packTarGz(shuffled, { root: "demo" }).equals(packTarGz(entries, { root: "demo" }))).toBe(true);
    });
    fc.assert(property, { numRuns: 10 });
  });

  it("says nothing of who packed it, when and where", () => {
    const packed = packTarGz([file("a", "x", true)], { root: "demo" });
    expect(packed.toString("hex", 0, 10)).toBe("1f8b08000000000000ff");
    const header = gunzipSync(packed).subarray(0, 512);
    expect(header.toString("latin1", 100, 148)).toBe(
      "0000755\x000000000\x000000000\x0000000000001\x0000000000000\0",
    );
    expect(header.subarray(265, 329).every((byte) => byte === 0)).toBe(true);
  });

  it("ends with two blocks of zeros, and has one gzip member", () => {
    const plain = gunzipSync(packTarGz([file("a")], { root: "demo" }));
    expect(plain.length).toBe(4 * 512);
    expect(plain.subarray(1024).every((byte) => byte === 0)).toBe(true);
  });
});

describe("other programs read the same", () => {
  const packed = packTarGz(entries, { root: "demo" });

  it("GNU tar", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "packed.tar.gz"), packed);
    mkdirSync(join(folder, "out"));
    const call = (...args: string[]) => execFileSync("tar", args, { cwd: folder, encoding: "utf8" });
    expect(call("-xzvf", "packed.tar.gz", "-C", "out", "--quoting-style=literal").trim().split("\n")).toEqual(
      [...entries].sort(byPath).map(({ path }) => `demo/${path}`),
    );
    for (const { path, kind, bytes } of entries) {
      if (kind === "file")
        expect(readFileSync(join(folder, "out/demo", path.toString())).equals(bytes)).toBe(true);
    }
    expect(call("-tvzf", "packed.tar.gz", "demo/run.sh")).toMatch(/^-rwxr-xr-x 0\/0 +10 1970-01-01/);
    expect(call("-tvzf", "packed.tar.gz", "demo/link500")).toContain(`-> ${"t".repeat(500)}`);
  });

  it("node-tar", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "packed.tar.gz"), packed);
    const read: { path: string; type: string; size: number; linkpath: string | undefined }[] = [];
    const onReadEntry = ({ path, type, size, linkpath }: ReadEntry) => {
      read.push({ path, type, size, linkpath: linkpath || undefined });
    };
    list({ file: join(folder, "packed.tar.gz"), sync: true, strict: true, onReadEntry });
    expect(read).toEqual(
      [...entries].sort(byPath).map(({ path, kind, bytes }) => ({
        path: `demo/${path}`,
        type: kind === "file" ? "File" : "SymbolicLink",
        size: kind === "file" ? bytes.length : 0,
        linkpath: kind === "file" ? undefined : bytes.toString(),
      })),
    );
  });
});
