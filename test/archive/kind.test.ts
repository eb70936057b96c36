import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { detectArchiveKind } from "../../src/archive/index.ts";
import { tar } from "../support/tar.ts";
import { xz } from "../support/xz.ts";
import { zip } from "../support/zip.ts";
import { zstd, zstdSkippable } from "../support/zstd.ts";

const plain = tar([{ name: "a", bytes: "x" }]);

describe("what a file is, by how it begins", () => {
  it.each([
    ["tar", plain],
    ["tar", tar([{ name: "a", format: "gnu" }])],
    ["tar", tar([{ name: "a", format: "v7" }])],
    ["tar", tar([])],
    ["tar.gz", gzipSync(plain)],
    ["tar.xz", xz(plain)],
    ["tar.zst", zstd(plain)],
    ["tar.zst", Buffer.concat([zstdSkippable(Buffer.from("x")), zstd(plain)])],
    ["zip", zip([{ name: "a" }])],
    ["zip", zip([])],
    [undefined, Buffer.alloc(0)],
    [undefined, Buffer.from("<!doctype html>".padEnd(2000))],
    [undefined, Buffer.from('{"error":"not found"}')],
    [undefined, Buffer.from("%PDF-1.7".padEnd(2000, "\0"))],
    [undefined, Buffer.alloc(300)],
  ])("%s", (kind, bytes) => {
    expect(detectArchiveKind(bytes)).toBe(kind);
  });
});
