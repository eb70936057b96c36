import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderMaker, joinPath, listTree, nodeDisk, wholeSecondNow } from "../../src/disk/index.ts";
import { temporaryFolder } from "../support/folders.ts";

const latin1 = Buffer.from([0x63, 0x61, 0x66, 0xe9]);

test("a name that is not UTF-8 is written, listed and removed", () => {
  const folder = temporaryFolder();
  nodeDisk.create(joinPath(folder, latin1), Buffer.from("x"));
  expect(listTree(nodeDisk, folder)).toEqual([{ path: latin1, kind: "file" }]);
  nodeDisk.removeTree(folder);
  expect(nodeDisk.stat(folder)).toBeUndefined();
});

test("removes read-only trees, and links without following them", () => {
  const folder = temporaryFolder();
  const outside = join(folder, "outside");
  writeFileSync(outside, "stays");
  const tree = join(folder, "tree");
  mkdirSync(join(tree, "deep"), { recursive: true });
  writeFileSync(join(tree, "deep", "file"), "");
  symlinkSync(outside, join(tree, "link"));
  chmodSync(join(tree, "deep"), 0o555);
  chmodSync(tree, 0o555);
  nodeDisk.removeTree(tree);
  expect(nodeDisk.stat(tree)).toBeUndefined();
  expect(nodeDisk.read(outside).toString()).toBe("stays");
});

test("create refuses what is there", () => {
  const path = join(temporaryFolder(), "file");
  nodeDisk.create(path, Buffer.from("abc"), { mode: 0o444 });
  expect(nodeDisk.stat(path)).toMatchObject({ kind: "file", sizeBytes: 3, mode: 0o444 });
  expect(() => nodeDisk.create(path, Buffer.from("other"))).toThrow("EEXIST");
});

test("reading stops at the limit", () => {
  const path = join(temporaryFolder(), "file");
  nodeDisk.create(path, Buffer.alloc(11));
  expect(nodeDisk.read(path, 11).length).toBe(11);
  expect(() => nodeDisk.read(path, 10)).toThrow(expect.objectContaining({ code: "DISK_TOO_LARGE" }));
});

test("folders are made once, outermost first", () => {
  const folder = temporaryFolder();
  const maker = folderMaker(nodeDisk, folder);
  maker.makeParentsOf(Buffer.from("a/b/c.zig"));
  maker.makeParentsOf(Buffer.from("a/d.zig"));
  expect(nodeDisk.stat(join(folder, "a", "b"))?.kind).toBe("folder");
});

test("a file gets the time that it is given, a whole second exactly, and another one as soon as it is written", () => {
  const path = join(temporaryFolder(), "file");
  const mtimeNs = wholeSecondNow();
  nodeDisk.create(path, Buffer.from("one"), { mtimeNs });
  expect(nodeDisk.stat(path)?.mtimeNs).toBe(mtimeNs);
  writeFileSync(path, "two");
  expect(nodeDisk.stat(path)?.mtimeNs).not.toBe(mtimeNs);
});
