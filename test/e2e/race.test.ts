import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeDisk } from "../../src/disk/index.ts";
import { storeLayout, verifyStore } from "../../src/store/index.ts";
import { treeMatchesHash } from "../../src/zig/index.ts";
import { temporaryFolder } from "../support/folders.ts";
import { type HttpServer, startHttpServer } from "../support/http-server.ts";
import type { ServedPackage } from "../support/in-process.ts";
import { writeFiles } from "../support/libraries.ts";
import { manifestOf, serveMany } from "../support/many-packages.ts";
import { type Machine, machineIn, type PantryResult } from "../support/pantry.ts";

let server: HttpServer;
let packages: ServedPackage[];

beforeAll(async () => {
  server = await startHttpServer();
  packages = serveMany(server, { count: 12, filesEach: 12, bytesEach: 1000 });
});

afterAll(() => server.close());

test("32 processes in one empty store and eight projects, with gc beside them", {
  timeout: 300_000,
}, async () => {
  const machine = machineIn(temporaryFolder());
  const projects = Array.from({ length: 8 }, (_, index) => ({
    root: join(machine.folder, `project${index}`),
    // Overlapping: each has half of the packages, another half each time.
    packages: Array.from({ length: 6 }, (_, at) => packages[(index + at) % packages.length]).filter(
      isDefined,
    ),
  }));
  for (const { root, packages: own } of projects) {
    writeFiles(root, { "build.zig.zon": manifestOf("app", own.slice(0, 5)) });
  }
  const work = projects.flatMap(({ root, packages: own }) => [
    machine.pantry(root, "install"),
    machine.pantry(root, "install"),
    machine.pantry(root, "add", own[5]?.url ?? ""),
    machine.pantry(root, "install", "--json"),
  ]);
  expect(work.length).toBe(32);
  const collecting = collectWhile(machine, work);
  expectNoErrors(await Promise.all(work));
  expectNoErrors(await collecting);

  const layout = storeLayout(join(machine.home, ".pantry"));
  expect(readdirSync(layout.zig).sort()).toEqual(packages.map(({ hash }) => hash).sort());
  expect(verifyStore(nodeDisk, layout)).toMatchObject({ packages: 12, damaged: new Map(), stray: [] });
  expect(readdirSync(layout.blobs).flatMap((name) => readdirSync(join(layout.blobs, name))).length).toBe(12);
  expect(readdirSync(layout.temporary)).toEqual([]);
  for (const { root, packages: own } of projects) {
    const hashes = own.map(({ hash }) => hash).sort();
    expect(readdirSync(join(root, "zig-pkg")).sort()).toEqual(hashes);
    for (const hash of hashes)
      expect(treeMatchesHash(nodeDisk, join(root, "zig-pkg", hash), hash)).toBe(true);
    expect(readdirSync(root).sort()).toEqual(["build.zig.zon", "pantry.lock", "zig-pkg"]);
    for (const hash of hashes) expect(readFileSync(join(root, "pantry.lock"), "utf8")).toContain(hash);
  }
  const cached = readdirSync(join(machine.zigCache, "p")).sort();
  expect(cached).toEqual(packages.map(({ hash }) => `${hash}.tar.gz`).sort());
});

test("gc takes nothing that is in use, and what it takes is fetched again", {
  timeout: 300_000,
}, async () => {
  const machine = machineIn(temporaryFolder());
  const layout = storeLayout(join(machine.home, ".pantry"));
  const used = packages.slice(0, 4);
  const unused = packages.slice(4);
  const keeper = writeFiles(join(machine.folder, "keeper"), { "build.zig.zon": manifestOf("app", used) });
  const gone = writeFiles(join(machine.folder, "gone"), { "build.zig.zon": manifestOf("app", unused) });
  expectNoErrors([await machine.pantry(keeper, "install"), await machine.pantry(gone, "install")]);
  rmSync(gone, { recursive: true });
  // All of it was used two days ago.
  const longAgo = Date.now() / 1000 - 2 * 24 * 60 * 60;
  for (const name of readdirSync(layout.zig)) utimesSync(join(layout.zig, name), longAgo, longAgo);

  // New projects want what nobody uses, some at the moment when gc takes it.
  const newcomers = Array.from({ length: 16 }, (_, index) => ({
    root: writeFiles(join(machine.folder, `new${index}`), {
      "build.zig.zon": manifestOf("app", [unused[index % 8], unused[(index * 3 + 1) % 8]].filter(isDefined)),
    }),
  }));
  const work = newcomers.map(({ root }) => machine.pantry(root, "install"));
  const collecting = [1, 2].map(() => collectWhile(machine, work, ["--older-than", "1h"]));
  expectNoErrors(await Promise.all(work));
  expectNoErrors((await Promise.all(collecting)).flat());

  for (const { hash } of used) expect(existsSync(join(layout.zig, hash)), hash).toBe(true);
  expect(verifyStore(nodeDisk, layout)).toMatchObject({ damaged: new Map(), stray: [] });
  for (const { root } of newcomers) {
    for (const hash of readdirSync(join(root, "zig-pkg"))) {
      expect(existsSync(join(layout.zig, hash)), hash).toBe(true);
      expect(treeMatchesHash(nodeDisk, join(root, "zig-pkg", hash), hash)).toBe(true);
    }
  }
});

test("twelve that find the same damaged store, and add to one project at once", {
  timeout: 300_000,
}, async () => {
  const machine = machineIn(temporaryFolder());
  const layout = storeLayout(join(machine.home, ".pantry"));
  const first = writeFiles(join(machine.folder, "first"), { "build.zig.zon": manifestOf("app", packages) });
  expectNoErrors([await machine.pantry(first, "install")]);
  rmSync(first, { recursive: true });
  for (const [index, { hash }] of packages.entries()) {
    const inTree = join(layout.tree(hash), "src/deep/file1.zig");
    const damaged = [layout.recordFile(hash), inTree, layout.recordFile(hash)][index % 3] ?? "";
    if (index % 3 === 2) nodeDisk.removeTree(damaged);
    else {
      nodeDisk.setMode(damaged, 0o644);
      truncateSync(damaged, 20);
    }
  }

  const shared = writeFiles(join(machine.folder, "shared"), { "build.zig.zon": manifestOf("app", []) });
  const others = Array.from({ length: 6 }, (_, index) =>
    writeFiles(join(machine.folder, `app${index}`), { "build.zig.zon": manifestOf("app", packages) }),
  );
  const added = packages.slice(0, 6);
  const work = [
    ...others.map((root) => machine.pantry(root, "install")),
    ...added.map(({ url }) => machine.pantry(shared, "add", url)),
  ];
  expectNoErrors(await Promise.all(work));
  expect(verifyStore(nodeDisk, layout)).toMatchObject({ packages: 12, damaged: new Map(), stray: [] });
  expect(readdirSync(layout.temporary)).toEqual([]);
  for (const root of others) expectNoErrors([await machine.pantry(root, "verify")]);
  expect(readdirSync(join(shared, "zig-pkg")).sort()).toEqual(added.map(({ hash }) => hash).sort());
  for (const { hash } of added) expect(readFileSync(join(shared, "build.zig.zon"), "utf8")).toContain(hash);
});

/** Runs gc again and again beside other processes. */
async function collectWhile(
  machine: Machine,
  work: readonly Promise<unknown>[],
  options: readonly string[] = [],
): Promise<PantryResult[]> {
  const results: PantryResult[] = [];
  let ended = false;
  void Promise.all(work).then(() => {
    ended = true;
  });
  while (!ended) results.push(await machine.pantry(machine.folder, "store", "gc", ...options));
  return results;
}

function expectNoErrors(results: readonly PantryResult[]): void {
  for (const { exitCode, stderr } of results) {
    expect(stderr).not.toContain("error");
    expect(exitCode, stderr).toBe(0);
  }
}

function isDefined<T>(value: T | undefined): value is T {
  return value !== undefined;
}
