import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nodeDisk, replaceFiles, writeWhole } from "../../src/disk/index.ts";
import { DiskStopped, diskFull, failingDisk } from "../support/failing-disk.ts";
import { temporaryFolder } from "../support/folders.ts";

function twoFiles() {
  const folder = temporaryFolder();
  const a = join(folder, "a");
  const b = join(folder, "b");
  const c = join(folder, "c");
  writeFileSync(a, "old a", { mode: 0o640 });
  writeFileSync(b, "old b");
  const replacements = [
    { path: a, bytes: Buffer.from("new a") },
    { path: b, bytes: undefined },
    { path: c, bytes: Buffer.from("new c") },
  ];
  return { folder, replacements };
}

function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
}

const before = { a: "old a", b: "old b" };
const after = { a: "new a", c: "new c" };

test("replaces, removes and makes files, and keeps modes", () => {
  const { folder, replacements } = twoFiles();
  replaceFiles(nodeDisk, replacements);
  expect(contents(folder)).toEqual(after);
  expect(nodeDisk.stat(join(folder, "a"))?.mode).toBe(0o640);
});

test("a call that fails, whichever it is, leaves all as it was or all done", () => {
  const total = failingDisk(nodeDisk, Number.POSITIVE_INFINITY);
  replaceFiles(total.disk, twoFiles().replacements);
  expect(total.calls()).toBeGreaterThan(8);
  const silent: number[] = [];
  for (let call = 1; call <= total.calls(); call += 1) {
    const { folder, replacements } = twoFiles();
    const { disk } = failingDisk(nodeDisk, call, diskFull);
    let failed = true;
    try {
      replaceFiles(disk, replacements);
      failed = false;
    } catch (error) {
      expect(error).toMatchObject({ code: "ENOSPC" });
    }
    if (!failed) silent.push(call);
    const seen = contents(folder);
    expect([before, after], `call ${call}: ${JSON.stringify(seen)}`).toContainEqual(seen);
  }
  // Only the tidying up before may fail in silence: it comes after a look at each file that is written.
  expect(silent).toEqual([3]);
});

test("killed at any call, each file is whole: the old one or the new one", () => {
  for (let call = 1; ; call += 1) {
    const { folder, replacements } = twoFiles();
    const { disk, calls } = failingDisk(nodeDisk, call);
    try {
      replaceFiles(disk, replacements);
    } catch (error) {
      expect(error).toBeInstanceOf(DiskStopped);
      const { a, b, c } = contents(folder);
      expect(["old a", "new a"]).toContain(a);
      expect(["old b", undefined]).toContain(b);
      expect(["new c", undefined]).toContain(c);
      continue;
    }
    expect(calls()).toBeLessThan(call);
    break;
  }
});

test("writeWhole makes a file where there is none", () => {
  const folder = temporaryFolder();
  writeWhole(nodeDisk, join(folder, "x"), "text");
  expect(contents(folder)).toEqual({ x: "text" });
});

test.each([{ there: true }, { there: false }])("writes through links, file there: $there", ({ there }) => {
  const folder = temporaryFolder();
  const elsewhere = join(folder, "elsewhere");
  mkdirSync(elsewhere);
  if (there) writeFileSync(join(elsewhere, "real"), "old", { mode: 0o640 });
  symlinkSync("elsewhere/middle", join(folder, "link"));
  symlinkSync("real", join(elsewhere, "middle"));
  writeWhole(nodeDisk, join(folder, "link"), "new");
  expect(lstatSync(join(folder, "link")).isSymbolicLink()).toBe(true);
  expect(lstatSync(join(elsewhere, "middle")).isSymbolicLink()).toBe(true);
  expect(contents(elsewhere)).toEqual({ middle: "new", real: "new" });
  if (there) expect(statSync(join(elsewhere, "real")).mode & 0o777).toBe(0o640);
});

test("a link to itself is an error, and stays", () => {
  const path = join(temporaryFolder(), "loop");
  symlinkSync("loop", path);
  expect(() => writeWhole(nodeDisk, path, "new")).toThrow("ELOOP");
  expect(lstatSync(path).isSymbolicLink()).toBe(true);
});

test("a mode that is asked for holds for new files and for old ones", () => {
  const folder = temporaryFolder();
  const path = join(folder, "secret");
  writeWhole(nodeDisk, path, "a", 0o600);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  nodeDisk.setMode(path, 0o644);
  writeWhole(nodeDisk, path, "b", 0o600);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});
