import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Disk, nodeDisk } from "../../src/disk/index.ts";
import { ownerMark } from "../../src/disk/owner.ts";
import { installProject } from "../../src/install/index.ts";
import {
  collectGarbage,
  openStore,
  type StoreLayout,
  storeSize,
  verifyStore,
} from "../../src/store/index.ts";
import { temporaryFolder } from "../support/folders.ts";
import { benchIn, dependencyText, projectIn, type ServedPackage, served } from "../support/in-process.ts";
import { manifestText, writeFiles } from "../support/libraries.ts";

const packages = ["salt", "soup", "bread"].map((name) =>
  served(name, { "build.zig.zon": manifestText(name), "src/root.zig": `// ${name}\n`.repeat(100) }),
);
const [salt, soup, bread] = packages as [ServedPackage, ServedPackage, ServedPackage];

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

/** Two projects: one needs salt and soup, the other one soup and bread. */
async function twoProjects() {
  const folder = temporaryFolder();
  const project = async (name: string, needed: readonly ServedPackage[]) => {
    const dependencies = needed.map((each, index) => `.d${index} = ${dependencyText(each)}`).join(", ");
    const root = projectIn(folder, "");
    nodeDisk.rename(root, join(folder, name));
    writeFiles(join(folder, name), {
      "build.zig.zon": manifestText(name, { dependencies: `.{ ${dependencies} }` }),
    });
    await installProject(bench, join(folder, name), { frozen: false });
    return join(folder, name);
  };
  const { bench } = benchIn(folder, packages);
  const one = await project("one", [salt, soup]);
  const two = await project("two", [soup, bread]);
  const { layout } = bench.store;
  return { folder, bench, layout, one, two };
}

/** Makes all packages look as if they had been used so long ago. */
function age(layout: StoreLayout, ageMs: number): void {
  const then = (Date.now() - ageMs) / 1000;
  for (const name of readdirSync(layout.zig)) utimesSync(join(layout.zig, name), then, then);
}

const inStore = (layout: StoreLayout) => readdirSync(layout.zig).sort();
const hashes = (...which: readonly ServedPackage[]) => which.map(({ hash }) => hash).sort();

describe("what goes and what stays", () => {
  test("what no project uses goes, with its archive; what another one uses stays", async () => {
    const { layout, two } = await twoProjects();
    rmSync(two, { recursive: true });
    age(layout, 2 * dayMs);
    const outcome = await collectGarbage(nodeDisk, layout);
    expect(outcome.packages.map(({ hash }) => hash)).toEqual(hashes(bread));
    expect(outcome).toMatchObject({ packagesKept: 2, projectsDropped: [two], archives: 0, leftovers: 0 });
    expect(inStore(layout)).toEqual(hashes(salt, soup));
    expect(readdirSync(layout.roots).length).toBe(1);
    expect(readdirSync(layout.blobs).flatMap((name) => readdirSync(join(layout.blobs, name))).length).toBe(2);
    expect(verifyStore(nodeDisk, layout)).toMatchObject({ packages: 2, damaged: new Map(), stray: [] });
  });

  test.each([
    { what: "its folder is gone", end: (root: string) => rmSync(root, { recursive: true }) },
    { what: "its build.zig.zon is gone", end: (root: string) => rmSync(join(root, "build.zig.zon")) },
  ])("a project is none any more where $what", async ({ end }) => {
    const { layout, one, two } = await twoProjects();
    end(one);
    end(two);
    age(layout, 2 * dayMs);
    const outcome = await collectGarbage(nodeDisk, layout);
    expect([...outcome.projectsDropped].sort()).toEqual([one, two].sort());
    expect(inStore(layout)).toEqual([]);
    expect(readdirSync(layout.roots)).toEqual([]);
  });

  test.each([
    { usedMs: 23 * hourMs, olderThanMs: undefined, stays: true },
    { usedMs: 25 * hourMs, olderThanMs: undefined, stays: false },
    { usedMs: 25 * hourMs, olderThanMs: 7 * dayMs, stays: true },
    { usedMs: 8 * dayMs, olderThanMs: 7 * dayMs, stays: false },
    { usedMs: 0, olderThanMs: 0, stays: false },
  ])(
    "used $usedMs ms ago and left for $olderThanMs ms: stays is $stays",
    async ({ usedMs, olderThanMs, stays }) => {
      const { layout, one, two } = await twoProjects();
      for (const root of [one, two]) rmSync(root, { recursive: true });
      age(layout, usedMs);
      await collectGarbage(nodeDisk, layout, { olderThanMs });
      expect(inStore(layout)).toEqual(stays ? hashes(...packages) : []);
    },
  );

  test("finding a package is a use of it", async () => {
    const { folder, layout, one, two } = await twoProjects();
    for (const root of [one, two]) rmSync(root, { recursive: true });
    age(layout, 2 * dayMs);
    openStore({ disk: nodeDisk, home: join(folder, "home"), boot: "one" }).find(salt.hash);
    await collectGarbage(nodeDisk, layout);
    expect(inStore(layout)).toEqual(hashes(salt));
  });

  test("a package that is used while it is taken out goes back", async () => {
    const { folder, layout, one, two } = await twoProjects();
    for (const root of [one, two]) rmSync(root, { recursive: true });
    age(layout, 2 * dayMs);
    const store = openStore({ disk: nodeDisk, home: join(folder, "home"), boot: "one" });
    const disturbed: Disk = {
      ...nodeDisk,
      rename(from, to) {
        // gc has made up its mind; the use comes just before its first move.
        if (String(from).endsWith(salt.hash)) expect(store.find(salt.hash)).toBeDefined();
        nodeDisk.rename(from, to);
      },
    };
    const outcome = await collectGarbage(disturbed, layout);
    expect(outcome.packages.map(({ hash }) => hash).sort()).toEqual(hashes(soup, bread));
    expect(inStore(layout)).toEqual(hashes(salt));
    expect(store.find(salt.hash)).toBeDefined();
    expect(readdirSync(layout.temporary)).toEqual([]);
  });

  test("a root that cannot be read is kept, and no reason to stop", async () => {
    const { layout, one } = await twoProjects();
    writeFileSync(layout.rootFile(one), "{");
    const outcome = await collectGarbage(nodeDisk, layout);
    expect(outcome.projectsDropped).toEqual([]);
    expect(existsSync(layout.rootFile(one))).toBe(true);
  });

  test("a store that is not there has nothing to collect", async () => {
    const folder = temporaryFolder();
    const { layout } = openStore({ disk: nodeDisk, home: folder });
    expect(await collectGarbage(nodeDisk, layout, { dryRun: true })).toMatchObject({
      packages: [],
      freedBytes: 0,
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("leftovers", () => {
  const gone = ["00000000", ...ownerMark().split("-").slice(1)].join("-");
  const elsewhere = `${ownerMark().split("-")[0]}-elsewhere-1-1`;

  test.each([
    { name: `${gone}-0123456789ab`, ageMs: 0, goes: true },
    { name: `${ownerMark()}-0123456789ab`, ageMs: 2 * dayMs, goes: false },
    { name: `${elsewhere}-0123456789ab`, ageMs: hourMs, goes: false },
    { name: `${elsewhere}-0123456789ab`, ageMs: 2 * dayMs, goes: true },
    { name: "of-nobody-x81Hqz", ageMs: hourMs, goes: false },
    { name: "of-nobody-x81Hqz", ageMs: 2 * dayMs, goes: true },
  ])("$name in tmp, $ageMs ms old: goes is $goes", async ({ name, ageMs, goes }) => {
    const { layout } = await twoProjects();
    const path = join(layout.temporary, name);
    mkdirSync(join(path, "tree"), { recursive: true });
    writeFileSync(join(path, "tree/file"), "12345");
    nodeDisk.setMode(join(path, "tree"), 0o555);
    const then = (Date.now() - ageMs) / 1000;
    utimesSync(path, then, then);
    const outcome = await collectGarbage(nodeDisk, layout);
    expect(outcome).toMatchObject({ leftovers: goes ? 1 : 0, freedBytes: goes ? 5 : 0 });
    expect(existsSync(path)).toBe(!goes);
  });

  test("the next that stores a package sweeps them too", async () => {
    const folder = temporaryFolder();
    const { bench } = benchIn(folder, packages);
    const { layout } = bench.store;
    mkdirSync(join(layout.temporary, `${gone}-0123456789ab`, "tree"), { recursive: true });
    mkdirSync(join(layout.temporary, `${ownerMark()}-0123456789ab`));
    const root = projectIn(
      folder,
      manifestText("app", { dependencies: `.{ .a = ${dependencyText(soup)} }` }),
    );
    await installProject(bench, root, { frozen: false });
    expect(readdirSync(layout.temporary)).toEqual([`${ownerMark()}-0123456789ab`]);
  });

  test("an archive without its package goes after a day: it is written before its package", async () => {
    const { layout } = await twoProjects();
    for (const [sha512, ageMs] of [
      ["ab".repeat(64), dayMs + hourMs],
      ["cd".repeat(64), hourMs],
    ] as const) {
      mkdirSync(join(layout.blob(sha512), ".."), { recursive: true });
      writeFileSync(layout.blob(sha512), "bytes");
      const then = (Date.now() - ageMs) / 1000;
      utimesSync(layout.blob(sha512), then, then);
    }
    expect(await collectGarbage(nodeDisk, layout)).toMatchObject({ archives: 1, freedBytes: 5 });
    expect(existsSync(layout.blob("ab".repeat(64)))).toBe(false);
    expect(existsSync(layout.blob("cd".repeat(64)))).toBe(true);
  });

  test("locks that nobody holds, and what was staged for them and for documents", async () => {
    const { layout, one } = await twoProjects();
    const index = join(layout.index, "0".repeat(32));
    mkdirSync(index, { recursive: true });
    writeFileSync(layout.projectLock(one), `${gone} 0123456789abcdef`);
    writeFileSync(`${layout.projectLock(one)}.pantry-${gone}-0123456789ab`, "");
    writeFileSync(join(index, `soup.json.pantry-${gone}-0123456789ab`), "");
    await collectGarbage(nodeDisk, layout);
    expect([...readdirSync(layout.locks), ...readdirSync(index)]).toEqual([]);
  });
});

test("a dry run says the same and removes nothing", async () => {
  const { folder, layout, two } = await twoProjects();
  rmSync(two, { recursive: true });
  age(layout, 2 * dayMs);
  const before = readdirSync(folder, { recursive: true }).sort();
  const dry = await collectGarbage(nodeDisk, layout, { dryRun: true });
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
  expect(await collectGarbage(nodeDisk, layout)).toEqual(dry);
});

test("what is freed is what the disk gets back: not what a project still has", async () => {
  const { layout, folder, one, two } = await twoProjects();
  const sizeOf = (hash: string) => {
    const archive = layout.blob(JSON.parse(readFileSync(layout.recordFile(hash), "utf8")).archive.sha512);
    const trees = ["build.zig.zon", "src/root.zig"].map(
      (name) => statSync(join(layout.tree(hash), name)).size,
    );
    return {
      record: statSync(layout.recordFile(hash)).size,
      archive: statSync(archive).size,
      trees: sum(trees),
    };
  };
  const [ofBread, ofSalt] = [sizeOf(bread.hash), sizeOf(salt.hash)];
  // The project stays as it is, but is none any more; the other one and Zig's cache have nothing of bread.
  rmSync(join(one, "build.zig.zon"));
  rmSync(two, { recursive: true });
  rmSync(join(folder, "zig-cache/p", `${bread.hash}.tar.gz`));
  const isCloned = statSync(join(layout.tree(salt.hash), "src/root.zig")).nlink === 1;
  const outcome = await collectGarbage(nodeDisk, layout, { olderThanMs: 0 });
  expect(outcome.packages.find(({ hash }) => hash === bread.hash)).toEqual({
    hash: bread.hash,
    sizeBytes: sum(Object.values(ofBread)),
    freedBytes: sum(Object.values(ofBread)),
  });
  expect(outcome.packages.find(({ hash }) => hash === salt.hash)).toEqual({
    hash: salt.hash,
    sizeBytes: sum(Object.values(ofSalt)),
    freedBytes: ofSalt.record + (isCloned ? ofSalt.trees : 0),
  });
});

test("the size of a store, by what it holds", async () => {
  const { layout } = await twoProjects();
  writeFileSync(join(layout.temporary, "x"), "12345");
  mkdirSync(layout.index, { recursive: true });
  writeFileSync(join(layout.index, "y"), "123");
  const size = storeSize(nodeDisk, layout);
  expect(size).toMatchObject({ packages: 3, temporaryBytes: 5, documentBytes: 3 });
  const files = readdirSync(layout.root, { recursive: true, encoding: "utf8" });
  const bytes = files.map((path) => statSync(join(layout.root, path))).filter((stat) => stat.isFile());
  expect(size.totalBytes).toBe(sum(bytes.map((stat) => stat.size)));
  expect(size.archiveBytes).toBe(sum(packages.map((each) => each.bytes.length)));
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
