import { describe, expect, it } from "vitest";
import { type ZipEntry, type ZipOptions, zip } from "../support/zip.ts";
import { compare, hashOrRefusal, manifest, zigScratch } from "./compare.ts";

const scratch = zigScratch();

const everything: ZipEntry = { name: "d/build.zig.zon", bytes: manifest() };
const some: ZipEntry = { name: "d/build.zig.zon", bytes: manifest(["build.zig.zon", "src"]) };
const nothing: ZipEntry = { name: "d/build.zig.zon", bytes: manifest(["no"]) };
const file = (name: string | Buffer, more: Partial<ZipEntry> = {}): ZipEntry => ({
  name,
  bytes: "hello",
  ...more,
});
const local = (patch: (header: Buffer) => void) => zip([everything, file("d/a", { patchLocal: patch })]);
const central = (patch: (header: Buffer) => void) => zip([everything, file("d/a", { patchCentral: patch })]);
const whole = (options: ZipOptions) => zip([everything, file("d/a")], options);
const fields = (...bytes: number[]) => Buffer.from(bytes);

const names: Record<string, Buffer> = {
  ".. inside": zip([some, file("d/x/../a")]),
  "an absolute name": zip([some, file("/x")]),
  "a name with backslashes": zip([everything, file("d\\x\\a")]),
  ".. with backslashes": zip([some, file("d\\..\\a")]),
  "an empty name": zip([some, file("")]),
  "./ in a name": zip([everything, file("d/./a")]),
  "// in a name": zip([everything, file("d//a")]),
  "a name that ends in a dot": zip([everything, file("d/a/.")]),
  "a dot": zip([everything, file(".")]),
  "a folder that ends in a dot": zip([everything, file("d/./", { bytes: "" })]),
  "NUL in a name": zip([everything, file("d/a\0b")]),
  "not UTF-8": zip([everything, file(Buffer.from("d/\xe9\xff", "latin1"))]),
  "marked as UTF-8": zip([everything, file("d/\u00e9", { flags: 0x800 })]),
  "a name in an extra field": zip([
    everything,
    file("d/a", { extra: fields(0x75, 0x70, 6, 0, 1, 0, 0, 0, 0, 0x62) }),
  ]),
  "a name of 255 bytes": zip([everything, file(`d/${"n".repeat(255)}`)]),
  "a name of 256 bytes": zip([everything, file(`d/${"n".repeat(256)}`)]),
  "as deep as a path can be": zip([everything, file(`d/${"a/".repeat(2046)}b`)]),
  "a path too long by one": zip([everything, file(`d/${"a/".repeat(2046)}bb`)]),
  "a path too long by two": zip([everything, file(`d/${"a/".repeat(2046)}bbb`)]),
};

const roots: Record<string, Buffer> = {
  "a root": zip([everything, file("d/a")]),
  "no root": zip([{ name: "build.zig.zon", bytes: manifest() }, file("d/a")]),
  "a root by its own entry": zip([file("d/", { bytes: "" }), everything, file("d/a")]),
  "a file at the top, later": zip([everything, file("x")]),
  "a file called like the root, first": zip([file("d"), { name: "build.zig.zon", bytes: manifest() }]),
  "a second root that begins like the first": zip([everything, file("dd/x")]),
  "a root of ./": zip([{ name: "./build.zig.zon", bytes: manifest() }, file("./a")]),
  "a root of ./ that is none": zip([{ name: "./build.zig.zon", bytes: manifest() }, file("a")]),
  "no entries": zip([]),
  "an empty file": Buffer.alloc(0),
  "only a folder": zip([file("d/", { bytes: "" })]),
  "only folders": zip([file("d/", { bytes: "" }), file("d/e/", { bytes: "" })]),
  "only folders at the top": zip([file("d/", { bytes: "" }), file("e/", { bytes: "" })]),
  "nothing kept": zip([nothing, file("d/a")]),
  "nothing kept but an empty folder": zip([nothing, file("d/e/", { bytes: "" })]),
  "nothing kept, the root by its own entry": zip([file("d/", { bytes: "" }), nothing, file("d/a")]),
  "nothing kept, deeper": zip([nothing, file("d/a/b"), file("d/e/f/", { bytes: "" })]),
  "nothing kept and no root": zip([{ ...nothing, name: "build.zig.zon" }]),
};

const entries: Record<string, Buffer> = {
  "a file twice, left out": zip([some, file("d/a"), file("d/a")]),
  "a file below a file": zip([some, file("d/a"), file("d/a/b")]),
  "a folder where a file is": zip([some, file("d/a"), file("d/a/", { bytes: "" })]),
  "a file where a folder is": zip([some, file("d/a/", { bytes: "" }), file("d/a")]),
  "a folder twice": zip([everything, file("d/a/", { bytes: "" }), file("d/a/", { bytes: "" })]),
  "a folder with contents": zip([everything, file("d/a/")]),
  "the manifest as a folder": zip([file("d/build.zig.zon/", { bytes: "" }), file("d/a")]),
  "a link": zip([everything, file("d/l", { bytes: "a", externalAttributes: (0o120777 << 16) >>> 0 })]),
  "an executable": zip([
    everything,
    file("d/l", { bytes: "#!", externalAttributes: (0o100755 << 16) >>> 0 }),
  ]),
  stored: zip([everything, file("d/a", { method: 0 })]),
  "another method": zip([everything, file("d/a", { method: 12 })]),
  "another method, left out": zip([some, file("d/a", { method: 93 })]),
  encrypted: zip([some, file("d/a", { flags: 1 })]),
  "a data descriptor": zip([everything, file("d/a", { flags: 8 })]),
  "zip64 sizes": zip([everything, file("d/a", { zip64: true })]),
  "a comment": zip([everything, file("d/a", { comment: "hello" })]),
  "an empty file, deflated": zip([everything, file("d/a", { bytes: "", method: 8 })]),
  "an extra field that is cut": zip([everything, file("d/a", { extra: fields(9, 9, 9, 0) })]),
  "an extra field without a size": zip([everything, file("d/a", { extra: fields(9, 9, 9) })]),
  "an extra field that is cut, in the file's header": zip([
    everything,
    file("d/a", { localExtra: fields(9, 9, 9, 0) }),
  ]),
  "a zip64 field that is not needed": zip([
    everything,
    file("d/a", { extra: fields(1, 0, 8, 0, 1, 1, 1, 1, 1, 1, 1, 1) }),
  ]),
  "a zip64 field that is too short": central((header) => header.writeUInt32LE(0xffffffff, 24)),
};

const headers: Record<string, Buffer> = {
  "another version in the file's header": local((header) => header.writeUInt16LE(10, 4)),
  "other flags in the file's header": local((header) => header.writeUInt16LE(0x800, 6)),
  "another method in the file's header": local((header) => header.writeUInt16LE(0, 8)),
  "another time in the file's header": local((header) => header.writeUInt16LE(10, 10)),
  "another date in the file's header": local((header) => header.writeUInt16LE(10, 12)),
  "another checksum in the file's header": local((header) => header.writeUInt32LE(10, 14)),
  "no checksum in the file's header": local((header) => header.writeUInt32LE(0, 14)),
  "another size in the file's header": local((header) => header.writeUInt32LE(10, 22)),
  "another packed size in the file's header": local((header) => header.writeUInt32LE(10, 18)),
  "no sizes in the file's header": local((header) => header.fill(0, 18, 26)),
  "another length of name in the file's header": local((header) => header.writeUInt16LE(2, 26)),
  "no header where it says": local((header) => header.fill(0, 0, 4)),
  "on another disk": central((header) => header.writeUInt16LE(1, 34)),
  "a header of the directory that is none": central((header) => header.fill(0, 0, 4)),
  "an offset beyond the end": central((header) => header.writeUInt32LE(0x7fffffff, 42)),
  "another version in the directory": central((header) => header.writeUInt16LE(788, 6)),
};

const ends: Record<string, Buffer> = {
  "a comment": whole({ comment: "hello" }),
  "a comment of the longest kind": whole({ comment: "c".repeat(65535) }),
  "a comment with an end record": whole({ comment: "hi PK\x05\x06 there".padEnd(400, "x") }),
  "junk behind it": Buffer.concat([whole({}), Buffer.from("junk")]),
  "junk before it": whole({ prefix: Buffer.from("#!/bin/sh\n") }),
  "junk before it that offsets ignore": whole({
    prefix: Buffer.from("#!/bin/sh\n"),
    offsetsIgnorePrefix: true,
  }),
  "too few entries": whole({ patchEnd: (record) => record.fill(1, 8, 9).fill(1, 10, 11) }),
  "too many entries": whole({ patchEnd: (record) => record.fill(3, 8, 9).fill(3, 10, 11) }),
  "other entries here than in all": whole({ patchEnd: (record) => record.fill(1, 8, 9) }),
  "a larger directory": whole({
    patchEnd: (record) => record.writeUInt32LE(record.readUInt32LE(12) + 1, 12),
  }),
  "a directory elsewhere": whole({
    patchEnd: (record) => record.writeUInt32LE(record.readUInt32LE(16) + 1, 16),
  }),
  "another disk": whole({ patchEnd: (record) => record.writeUInt16LE(1, 4) }),
  "a directory on another disk": whole({ patchEnd: (record) => record.writeUInt16LE(1, 6) }),
  zip64: whole({ zip64: true }),
  "zip64 with a comment": whole({ zip64: true, comment: "hello" }),
  "zip64 behind other bytes": whole({ zip64: true, prefix: Buffer.from("other") }),
  "zip64 on several disks": whole({ zip64: true, patchEnd64: (record) => record.writeUInt32LE(1, 16) }),
  "zip64 with more in its record": whole({
    zip64: true,
    patchEnd64: (record) => record.writeBigUInt64LE(45n, 4),
  }),
  "zip64 with less in its record": whole({
    zip64: true,
    patchEnd64: (record) => record.writeBigUInt64LE(43n, 4),
  }),
  "zip64 of a newer version": whole({ zip64: true, patchEnd64: (record) => record.writeUInt16LE(46, 14) }),
  "zip64 of a newer maker": whole({ zip64: true, patchEnd64: (record) => record.writeUInt16LE(99, 12) }),
  "zip64 for the count alone": whole({ zip64: true, patchEnd: (record) => record.writeUInt32LE(1, 12) }),
  "zip64 without a locator": whole({ patchEnd: (record) => record.writeUInt16LE(0xffff, 8) }),
  "no end record": whole({}).subarray(0, -22),
};

describe.each([
  ["names", names],
  ["roots", roots],
  ["entries", entries],
  ["headers", headers],
  ["ends", ends],
])("zip, %s: the same as the real zig", (_, cases) => {
  it.concurrent.each(Object.entries(cases))("%s", async (_name, bytes) => {
    const { zig, ours, zigError, ourError } = await compare(scratch, bytes, "zip");
    expect(ours, `zig: ${zigError}\nours: ${ourError?.message}`).toBe(zig);
  });
});

describe("zip: refused by us, and not by zig 0.16", () => {
  const damaged: Record<string, Buffer> = {
    "a wrong checksum": zip([everything, file("d/a", { crc: 5 })]),
    "a wrong checksum, left out": zip([some, file("d/a", { crc: 5 })]),
    "more data than it says": zip([everything, file("d/a", { unpackedSize: 3 })]),
    "a smaller packed size": zip([everything, file("d/a", { packedSize: 1 })]),
    "a larger packed size": zip([everything, file("d/a", { packedSize: 8 })]),
  };
  it.concurrent.each(Object.entries(damaged))("%s", async (_name, bytes) => {
    const { zig, ourError } = await compare(scratch, bytes, "zip");
    expect(zig).toMatch(/^demo-1\.2\.3-/);
    expect(ourError?.code).toBe("ARCHIVE_DAMAGED");
  });
});

it("zip: says what is wrong with ./ at the beginning", () => {
  const bytes = zip([{ name: "./build.zig.zon", bytes: manifest() }]);
  expect(hashOrRefusal(bytes, "zip").ourError?.message).toMatch(/begins with \.\//);
});
