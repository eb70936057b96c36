import {
  chmodSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packTarGz } from "../../src/archive/index.ts";
import { type Disk, nodeDisk } from "../../src/disk/index.ts";
import { ingest, openStore, type Store, type StoredPackage } from "../../src/store/index.ts";
import { treeMatchesHash } from "../../src/zig/index.ts";
import { failingDisk } from "../support/failing-disk.ts";
import { temporaryFolder } from "../support/folders.ts";
import { manifestText } from "../support/libraries.ts";
import { zeroed } from "../support/tamper.ts";

const zon = manifestText("soup");
const latin1Name = Buffer.from([0x6b, 0xe4, 0x73, 0x65]);

/** A package with a script, a link, a folder, and a name that is not UTF-8. */
const soup = packTarGz(
  [
    { path: Buffer.from("build.zig.zon"), kind: "file", bytes: Buffer.from(zon) },
    { path: Buffer.from("run.sh"), kind: "file", bytes: Buffer.from("#!/bin/sh\n") },
    { path: Buffer.from("src/root.zig"), kind: "file", bytes: Buffer.from("pub const x = 1;\n") },
    { path: Buffer.from("src/same.zig"), kind: "symlink", bytes: Buffer.from("root.zig") },
    { path: latin1Name, kind: "file", bytes: Buffer.from("cheese") },
  ],
  { root: "soup-1.0.0" },
);

const fetched = {
  kind: "archive",
  url: "https://example.com/soup.tar.gz",
  format: "tar.gz",
  bytes: soup,
} as const;

function storeIn(home: string, boot = "one"): Store {
  return openStore({ disk: nodeDisk, home, boot });
}

function stock(boot = "one"): { home: string; store: Store; stored: StoredPackage } {
  const home = temporaryFolder();
  const store = storeIn(home, boot);
  return { home, store, stored: ingest(store, fetched, undefined) };
}

test("a package goes in and is found, read-only, with scripts executable", () => {
  const { store, stored } = stock();
  expect(store.find(stored.hash)).toEqual(stored);
  expect(treeMatchesHash(nodeDisk, stored.tree, stored.hash)).toBe(true);
  expect(statSync(join(stored.tree, "run.sh")).mode & 0o777).toBe(0o555);
  expect(statSync(join(stored.tree, "src/root.zig")).mode & 0o777).toBe(0o444);
  expect(statSync(join(stored.tree, "src")).mode & 0o777).toBe(0o555);
  expect(readFileSync(stored.archive).equals(soup)).toBe(true);
  expect(stored.record.origins[fetched.url]).toMatch(/^sha512-/);
  expect(readdirSync(store.layout.temporary)).toEqual([]);
});

test("another hash than the pinned one: nothing is written", () => {
  const home = temporaryFolder();
  const pinned = "soup-1.0.0-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  expect(() => ingest(storeIn(home), fetched, pinned)).toThrow(
    expect.objectContaining({ code: "HASH_MISMATCH", message: expect.stringContaining(pinned) }),
  );
  expect(readdirSync(home)).toEqual([]);
});

test.each(["../blobs", "..", "", "."])(
  "what is no hash (%j) is no package, and nothing is thrown out for it",
  (text) => {
    const { store, stored } = stock();
    expect(store.find(text)).toBeUndefined();
    expect(store.find(stored.hash)).toEqual(stored);
  },
);

describe("what was touched is thrown out, whatever it is", () => {
  const damages: Record<string, (stored: StoredPackage) => void> = {
    "a file that was edited": ({ tree }) => writeThrough(join(tree, "src/root.zig"), "pub const x = 2;\n"),
    "a file with one byte less": ({ tree }) => truncateSync(join(tree, "src/root.zig"), 3),
    "a missing file": ({ tree }) => {
      chmodSync(tree, 0o755);
      rmSync(join(tree, "run.sh"));
    },
    "a record that was cut": ({ tree }) => truncateSync(join(tree, "../record.json"), 40),
    "a record of zeros": ({ tree }) => writeFileSync(join(tree, "../record.json"), Buffer.alloc(200)),
    "a missing record": ({ tree }) => rmSync(join(tree, "../record.json")),
    "a missing archive": ({ archive }) => rmSync(archive),
    "an archive that was cut": ({ archive }) => truncateSync(archive, 100),
    "an archive that was edited in its length": ({ archive }) =>
      writeThrough(archive, "x".repeat(soup.length)),
    "a link that leads elsewhere, as far away": ({ tree }) => {
      chmodSync(join(tree, "src"), 0o755);
      rmSync(join(tree, "src/same.zig"));
      symlinkSync("ruut.zig", join(tree, "src/same.zig"));
    },
    "a record that names a file less": ({ tree }) => {
      const path = join(tree, "../record.json");
      const record = JSON.parse(readFileSync(path, "utf8"));
      const entries = record.entries.filter(([name]: [string]) => name !== "run.sh");
      // Something else must look touched, or nothing is read at all.
      entries[0][3] = "1";
      writeFileSync(path, JSON.stringify({ ...record, entries }));
    },
  };

  test.each(Object.entries(damages))("%s", (_, damage) => {
    const { home, stored } = stock();
    damage(stored);
    expect(storeIn(home).find(stored.hash)).toBeUndefined();
    const again = ingest(storeIn(home), fetched, stored.hash);
    expect(treeMatchesHash(nodeDisk, again.tree, again.hash)).toBe(true);
    expect(storeIn(home).find(stored.hash)).toEqual(again);
  });

  test("but a file that only has another time is verified and kept", () => {
    const { home, stored } = stock();
    utimesSync(join(stored.tree, "src/root.zig"), 1, 1);
    expect(storeIn(home).find(stored.hash)?.hash).toBe(stored.hash);
  });
});

describe("after a loss of power", () => {
  test("zeros of the right length and time are found out in the next boot", () => {
    const { home, stored } = stock();
    zeroed(join(stored.tree, "src/root.zig"));
    expect(storeIn(home, "one").find(stored.hash)).toEqual(stored);
    expect(storeIn(home, "two").find(stored.hash)).toBeUndefined();
  });

  test("an archive of zeros too", () => {
    const { home, stored } = stock();
    zeroed(stored.archive);
    expect(storeIn(home, "two").find(stored.hash)).toBeUndefined();
    ingest(storeIn(home, "two"), fetched, stored.hash);
    expect(readFileSync(stored.archive).equals(soup)).toBe(true);
  });

  test("what is whole is verified once and marked settled", () => {
    const { home, stored } = stock();
    expect(stored.record.settled).toBe(false);
    expect(storeIn(home, "two").find(stored.hash)?.record.settled).toBe(true);
    const counted = failingDisk(nodeDisk, Number.POSITIVE_INFINITY);
    openStore({ disk: counted.disk, home, boot: "three" }).find(stored.hash);
    // When it was used last, one read of the record, and one stat for the archive and each entry.
    expect(counted.calls()).toBe(1 + 1 + 1 + stored.record.entries.length);
  });
});

test("a file that is edited while it is being confirmed is not believed afterwards", () => {
  const { home, stored } = stock();
  const path = join(stored.tree, "src/root.zig");
  utimesSync(path, 1, 1);
  let edited = false;
  const disturbed: Disk = {
    ...nodeDisk,
    // All is read by then, and the new record is being written.
    create(at, bytes, options) {
      if (!edited) writeThrough(path, "pub const x = 2;\n");
      edited = true;
      return nodeDisk.create(at, bytes, options);
    },
  };
  openStore({ disk: disturbed, home, boot: "one" }).find(stored.hash);
  expect(edited).toBe(true);
  expect(storeIn(home).find(stored.hash)).toBeUndefined();
});

test("who throws out a damaged package does not throw out the one that came in its place", () => {
  const { home, stored } = stock();
  truncateSync(join(stored.tree, "../record.json"), 40);
  let replaced: StoredPackage | undefined;
  const slow: Disk = {
    ...nodeDisk,
    rename(from, to) {
      if (replaced === undefined && String(from).endsWith(stored.hash)) {
        // Somebody quicker found the same, and has fetched it again.
        storeIn(home).find(stored.hash);
        replaced = ingest(storeIn(home), fetched, stored.hash);
      }
      nodeDisk.rename(from, to);
    },
  };
  expect(openStore({ disk: slow, home, boot: "one" }).find(stored.hash)).toBeUndefined();
  expect(replaced).toBeDefined();
  expect(storeIn(home).find(stored.hash)).toEqual(replaced);
});

test("where nothing can be written, what is there is found", () => {
  const { home, stored } = stock();
  const folder = join(stored.tree, "..");
  utimesSync(folder, 1, 1);
  utimesSync(join(stored.tree, "run.sh"), 1, 1);
  const refuse = () => {
    throw Object.assign(new Error("EROFS: read-only file system"), { code: "EROFS" });
  };
  const readOnly: Disk = { ...nodeDisk, create: refuse, rename: refuse, touch: refuse };
  for (const boot of ["one", "two"]) {
    expect(openStore({ disk: readOnly, home, boot }).find(stored.hash)?.hash).toBe(stored.hash);
  }
});

test("the use of a package is noted, an hour after it was noted last", () => {
  const { home, stored } = stock();
  const folder = join(stored.tree, "..");
  const minutesAgo = (count: number) => Math.floor(Date.now() / 1000) - count * 60;
  for (const [ago, isNoted] of [
    [59, false],
    [61, true],
  ] as const) {
    const before = minutesAgo(ago);
    utimesSync(folder, before, before);
    storeIn(home).find(stored.hash);
    expect(statSync(folder).mtimeMs > before * 1000).toBe(isNoted);
  }
});

test("killed at any call while storing, the next one stores it whole", () => {
  let call = 1;
  for (; ; call += 1) {
    const home = temporaryFolder();
    const { disk } = failingDisk(nodeDisk, call);
    try {
      ingest(openStore({ disk, home, boot: "one" }), fetched, undefined);
      break;
    } catch {
      const stored = ingest(storeIn(home), fetched, undefined);
      expect(treeMatchesHash(nodeDisk, stored.tree, stored.hash), `killed at call ${call}`).toBe(true);
      expect(storeIn(home, "two").find(stored.hash)?.hash).toBe(stored.hash);
    }
  }
  expect(call).toBeGreaterThan(20);
});

test("two that store the same package at once end with one copy", () => {
  const home = temporaryFolder();
  const slow = storeIn(home);
  // The second writer comes in between: it runs whole while the first one is about to publish.
  let raced = false;
  const racing = new Proxy(nodeDisk, {
    get(target, method: keyof typeof nodeDisk) {
      if (method !== "rename") return target[method];
      return (from: string, to: string) => {
        if (!raced && to.includes("zig/")) {
          raced = true;
          ingest(slow, { ...fetched, url: "https://example.org/quicker.tar.gz" }, undefined);
        }
        target.rename(from, to);
      };
    },
  });
  const stored = ingest(openStore({ disk: racing, home, boot: "one" }), fetched, undefined);
  expect(raced).toBe(true);
  // Each knows its own origin afterwards, whoever won.
  expect(Object.keys(stored.record.origins)).toEqual(["https://example.org/quicker.tar.gz", fetched.url]);
  expect(storeIn(home).find(stored.hash)).toEqual(stored);
  expect(readdirSync(slow.layout.temporary)).toEqual([]);
});

/** Writes as somebody who may do all: the file keeps its mode. */
function writeThrough(path: string, text: string): void {
  const { mode } = statSync(path);
  chmodSync(path, 0o644);
  writeFileSync(path, text);
  chmodSync(path, mode);
}
