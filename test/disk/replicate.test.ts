import { chmodSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Disk, isSameTime, nodeDisk, replicator } from "../../src/disk/index.ts";
import { temporaryFolder } from "../support/folders.ts";

/** A file whose time needs every digit. */
function source(): { folder: string; from: string; mtimeNs: bigint } {
  const folder = temporaryFolder();
  const from = join(folder, "from");
  writeFileSync(from, "bytes");
  utimesSync(from, 1_700_000_000.123457, 1_700_000_000.123457);
  chmodSync(from, 0o555);
  return { folder, from, mtimeNs: statSync(from, { bigint: true }).mtimeNs };
}

/** A disk on which some ways are none; `tried` lists the ways in the order of the calls. */
function diskWith(supported: readonly string[]): { disk: Disk; tried: string[] } {
  const tried: string[] = [];
  const disk: Disk = {
    ...nodeDisk,
    clone(from, to) {
      tried.push("clone");
      if (!supported.includes("clone")) return "unsupported";
      nodeDisk.copy(from, to);
      return "linked";
    },
    link(from, to) {
      tried.push("link");
      return supported.includes("link") ? nodeDisk.link(from, to) : "unsupported";
    },
    copy(from, to) {
      tried.push("copy");
      nodeDisk.copy(from, to);
    },
  };
  return { disk, tried };
}

test.each([
  { supported: ["clone", "link"], tried: ["clone", "clone", "clone"] },
  { supported: ["link"], tried: ["clone", "link", "link", "link"] },
  { supported: [], tried: ["clone", "link", "copy", "copy", "copy"] },
])(
  "with $supported, the first way is tried first, and one that is none only once",
  ({ supported, tried }) => {
    const { folder, from, mtimeNs } = source();
    const seen = diskWith(supported);
    const replicate = replicator(seen.disk, ["clone", "link", "copy"]);
    for (const name of ["a", "b", "c"]) {
      const to = join(folder, name);
      replicate(from, to, mtimeNs);
      expect(readFileSync(to, "utf8")).toBe("bytes");
      const stat = statSync(to, { bigint: true });
      expect(Number(stat.mode) & 0o777).toBe(0o555);
      expect(isSameTime(stat.mtimeNs, mtimeNs)).toBe(true);
      const isSameFile = stat.ino === statSync(from, { bigint: true }).ino;
      expect(isSameFile).toBe(seen.tried.at(-1) === "link");
    }
    expect(seen.tried).toEqual(tried);
  },
);

test("the real disk clones, or says that it cannot and leaves nothing", () => {
  const { folder, from } = source();
  const to = join(folder, "to");
  const result = nodeDisk.clone(from, to);
  expect(nodeDisk.stat(to) === undefined).toBe(result === "unsupported");
});

test("what is there is not written over", () => {
  const { folder, from, mtimeNs } = source();
  writeFileSync(join(folder, "there"), "mine");
  for (const ways of [["clone", "link", "copy"], ["link", "copy"], ["copy"]] as const) {
    expect(() => replicator(nodeDisk, ways)(from, join(folder, "there"), mtimeNs)).toThrow("EEXIST");
  }
  expect(readFileSync(join(folder, "there"), "utf8")).toBe("mine");
});

test("times a few digits apart are the same, others are not", () => {
  expect(isSameTime(1_700_000_000_123_456_789n, 1_700_000_000_123_456_000n)).toBe(true);
  expect(isSameTime(1_700_000_000_123_456_789n, 1_700_000_000_123_459_000n)).toBe(false);
});
