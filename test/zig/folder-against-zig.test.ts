import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeDisk } from "../../src/disk/index.ts";
import { PantryError } from "../../src/errors.ts";
import { readPackageFolder } from "../../src/zig/index.ts";
import { zigFetch } from "../support/zig.ts";
import { manifest, zigScratch } from "./compare.ts";

const scratch = zigScratch();

/** Makes a folder: files by their contents, links by `-> target`, anything else by a function. */
type Tree = Readonly<Record<string, string | ((path: string) => void)>>;

const fifo = (path: string) => execFileSync("mkfifo", [path]);
const all = { "build.zig.zon": manifest() };
const some = { "build.zig.zon": manifest(["build.zig.zon", "src"]), "src/a": "1" };

const trees: Record<string, Tree> = {
  plain: { ...all, "src/a.zig": "1", "src/A.zig": "2", "src/a-b.zig": "3", "src/a/b.zig": "4" },
  "one folder at the top, which is not stripped": { "d/build.zig.zon": manifest(), "d/a": "x" },
  empty: {},
  "only folders": { a: mkdirSync, b: mkdirSync },
  "empty folders": { ...all, a: mkdirSync, "b/c": "x" },
  "a folder called build.zig.zon, empty": { "build.zig.zon": mkdirSync, a: "x" },
  "a folder called build.zig.zon": { "build.zig.zon/a": "x" },
  "no manifest": { a: "x" },
  "links of all kinds": {
    ...all,
    "r/x": "1",
    l: "-> r",
    m: "-> r/x",
    n: "-> no",
    o: "-> /usr",
    p: "-> ../..",
  },
  "a linked manifest": { real: manifest(), "build.zig.zon": "-> real" },
  "a manifest linked to what it leaves out": {
    real: manifest(["build.zig.zon"]),
    "build.zig.zon": "-> real",
  },
  "a manifest linked to nothing": { a: "x", "build.zig.zon": "-> no" },
  "a manifest linked to itself": { a: "x", "build.zig.zon": "-> build.zig.zon" },
  "a manifest linked to a folder": { "r/x": "1", "build.zig.zon": "-> r" },
  "a fifo": { ...all, p: fifo },
  "a fifo that is left out": { ...some, p: fifo },
  "nothing kept": { "build.zig.zon": manifest(["no"]), a: "x" },
  "folders of tools": { ...all, "zig-pkg/a": "1", ".zig-cache/a": "2", "zig-out/a": "3", ".git/a": "4" },
  "other modes": {
    ...all,
    s: (path) => writeFileSync(path, "#!x", { mode: 0o755 }),
    t: (path) => mkdirSync(path, 0o700),
  },
};

describe("a folder: the same as the real zig", () => {
  it.concurrent.each(Object.entries(trees))("%s", async (_name, tree) => {
    const folder = build(tree);
    const result = await zigFetch(scratch, folder);
    expect(hashOrRefusal(folder), result.stderr).toBe(result.ok ? result.stdout.trim() : "refused");
  });
});

it("refuses a manifest that is linked from outside, which zig would read", async () => {
  const folder = build({ a: "x" });
  const outside = join(scratch, "outside.zon");
  writeFileSync(outside, manifest());
  symlinkSync(outside, join(folder, "build.zig.zon"));
  expect((await zigFetch(scratch, folder)).ok).toBe(true);
  expect(() => readPackageFolder(nodeDisk, folder)).toThrow(
    /build\.zig\.zon .* cannot be read: OutsideOfPackage/,
  );
});

it("does not read what .paths leave out", () => {
  const folder = build({ ...some, "large.bin": "x" });
  const read: string[] = [];
  const disk = {
    ...nodeDisk,
    read(path: string | Buffer, limitBytes?: number) {
      read.push(path.toString().slice(folder.length + 1));
      return nodeDisk.read(path, limitBytes);
    },
  };
  readPackageFolder(disk, folder);
  expect(read.sort()).toEqual(["build.zig.zon", "src/a"]);
});

function build(tree: Tree): string {
  const folder = mkdtempSync(join(scratch, "folder-"));
  for (const [name, content] of Object.entries(tree)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof content === "function") content(path);
    else if (content.startsWith("-> ")) symlinkSync(content.slice(3), path);
    else writeFileSync(path, content);
  }
  return folder;
}

function hashOrRefusal(folder: string): string {
  try {
    return readPackageFolder(nodeDisk, folder).hash;
  } catch (error) {
    if (error instanceof PantryError) return "refused";
    throw error;
  }
}
