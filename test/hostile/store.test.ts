import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { packTarGz } from "../../src/archive/index.ts";
import { ingest } from "../../src/store/index.ts";
import { isHash } from "../../src/zig/index.ts";
import { tar } from "../support/tar.ts";
import { manifest } from "../zig/compare.ts";
import { archive, makeWorld, snapshot } from "./world.ts";

const entry = (path: string, text: string, kind: "file" | "symlink" = "file") => ({
  path: Buffer.from(path, "latin1"),
  kind,
  bytes: Buffer.from(text),
});
const own = entry("build.zig.zon", manifest());
const pack = (...entries: ReturnType<typeof entry>[]) => packTarGz([own, ...entries], { root: "d" });
const files = (...entries: ReturnType<typeof entry>[]) =>
  ({ kind: "files", url: "git+https://example.org/hostile#0", entries: [own, ...entries] }) as const;

describe("CVE-2025-69263: an address that gives other bytes than it did", () => {
  it("is refused by the hash it is pinned to, and what is there stays", () => {
    const { root, store } = makeWorld();
    const first = ingest(store, archive(pack(entry("a", "1")), "tar.gz"), undefined);
    const before = snapshot(root);
    expect(() => ingest(store, archive(pack(entry("a", "2")), "tar.gz"), first.hash)).toThrow(
      expect.objectContaining({
        code: "HASH_MISMATCH",
        exit: "refused",
        message: expect.stringContaining(first.hash),
      }),
    );
    expect(snapshot(root)).toEqual(before);
  });

  it("is known by its integrity, also where it was pinned to nothing", () => {
    const { store } = makeWorld();
    const stored = ingest(store, archive(pack(entry("a", "1")), "tar.gz"), undefined);
    expect(Object.values(stored.record.origins)).toEqual([
      expect.stringMatching(/^sha512-[A-Za-z0-9+/]{86}==$/),
    ]);
  });
});

describe("CVE-2024-47829: packages that have most of a name in common", () => {
  it("have folders of their own, and their archives too", () => {
    const { store } = makeWorld();
    const contents = ["1", "2", "3"];
    const all = contents.map((text) => ingest(store, archive(pack(entry("a", text)), "tar.gz"), undefined));
    expect(new Set(all.map(({ tree }) => tree)).size).toBe(3);
    expect(new Set(all.map((stored) => stored.archive)).size).toBe(3);
    for (const [index, { hash, tree }] of all.entries()) {
      expect(readFileSync(join(tree, "a"), "utf8")).toBe(contents[index]);
      expect(store.find(hash)?.hash).toBe(hash);
    }
  });

  it("one package in two archives is one package, and a damaged second archive changes nothing", () => {
    const { store } = makeWorld();
    const first = ingest(store, archive(pack(entry("a", "1")), "tar.gz"), undefined);
    const other = gzipSync(
      tar([
        { name: "build.zig.zon", bytes: manifest() },
        { name: "a", bytes: "1" },
      ]),
    );
    expect(ingest(store, archive(other, "tar.gz"), undefined).hash).toBe(first.hash);
    expect(() => ingest(store, archive(other.subarray(0, -1), "tar.gz"), undefined)).toThrow(
      /cut or damaged/,
    );
    expect(store.find(first.hash)?.archive).toBe(first.archive);
  });
});

describe("CVE-2026-24056: files that came without an archive", () => {
  it.each([
    ["a symlink to the outside", "PACKAGE_LINK_ESCAPES", entry("l", "../../../../outside/secret", "symlink")],
    ["an absolute symlink", "PACKAGE_LINK_ESCAPES", entry("l", "/etc/passwd", "symlink")],
    ["a path up and out", "PACKAGE_ENTRY_REFUSED", entry("../../../../outside/secret", "x")],
    ["a path up and in again", "PACKAGE_ENTRY_REFUSED", entry("a/../b", "x")],
    ["an absolute path", "PACKAGE_ENTRY_REFUSED", entry("/tmp/x", "x")],
    ["a path with a NUL", "PACKAGE_ENTRY_REFUSED", entry("a\0b", "x")],
    ["an empty name", "PACKAGE_ENTRY_REFUSED", entry("a//b", "x")],
    ["a dot", "PACKAGE_ENTRY_REFUSED", entry("./a", "x")],
  ])("%s is refused", (_, code, odd) => {
    const { root, store } = makeWorld();
    const before = snapshot(root);
    const shown = odd.path.toString("latin1").split("\0")[0] ?? "";
    expect(() => ingest(store, files(odd), undefined)).toThrow(
      expect.objectContaining({ code, exit: "refused", message: expect.stringContaining(shown) }),
    );
    expect(snapshot(root)).toEqual(before);
  });
});

describe("CVE-2026-23890: what is no hash never becomes a folder", () => {
  const digits = "A".repeat(44);
  it.each([
    "..",
    ".",
    "",
    "../zig",
    `../x-1.0.0-${digits}`,
    `x-1.0.0/../../y-${digits}`,
    `x\\..\\y-1.0.0-${digits}`,
    `x-1.0.0-${digits}/..`,
    `x-1.0.0-${digits}\0`,
    `x-1.0.0-${digits}\n`,
    `x-1.0.0-${digits.slice(0, -1)}.`,
    `.-1.0.0-${digits}`,
    `N-V-${digits}`,
    `x-1.0.0-${digits.slice(0, -1)}`,
    `${"x".repeat(33)}-1.0.0-${digits}`,
  ])("%j", (text) => {
    expect(isHash(text)).toBe(false);
  });
});

describe("what is planted in the store's way", () => {
  it("a link in place of a package is thrown out, and what it leads to stays", () => {
    const { root, outside, store } = makeWorld();
    const bytes = pack(entry("a", "1"));
    const { hash } = ingest(makeWorld().store, archive(bytes, "tar.gz"), undefined);
    symlinkSync(outside, store.layout.packageFolder(hash));
    const before = snapshot(outside);
    const stored = ingest(store, archive(bytes, "tar.gz"), undefined);
    expect(readFileSync(join(stored.tree, "a"), "utf8")).toBe("1");
    expect(snapshot(outside)).toEqual(before);
    expect(snapshot(root).filter((line) => line.includes(`${hash} ->`))).toEqual([]);
  });

  it("a folder in place of a package, with a record of its own, is thrown out", () => {
    const { store } = makeWorld();
    const bytes = pack(entry("a", "1"));
    const { hash } = ingest(makeWorld().store, archive(bytes, "tar.gz"), undefined);
    mkdirSync(join(store.layout.packageFolder(hash), "tree"), { recursive: true });
    writeFileSync(join(store.layout.packageFolder(hash), "tree", "a"), "2");
    writeFileSync(join(store.layout.packageFolder(hash), "record.json"), "{}");
    expect(store.find(hash)).toBeUndefined();
    expect(readFileSync(join(ingest(store, archive(bytes, "tar.gz"), hash).tree, "a"), "utf8")).toBe("1");
  });
});
