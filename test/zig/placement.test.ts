import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Disk, nodeDisk, replicator } from "../../src/disk/index.ts";
import { installProject, removePackages, verifyProject } from "../../src/install/index.ts";
import { type Belief, placeArchive, placeTree, treeMatchesHash } from "../../src/zig/index.ts";
import { temporaryFolder } from "../support/folders.ts";
import { benchIn, dependencyText, everything, projectIn, served } from "../support/in-process.ts";
import { manifestText } from "../support/libraries.ts";

const soup = served("soup", {
  "build.zig.zon": manifestText("soup"),
  "src/root.zig": "pub const soup = 2;\n",
  "src/same.zig": "-> root.zig",
  "run.sh": "#!/bin/sh\n",
});
const times: Belief = { by: "times" };

function stored() {
  const folder = temporaryFolder();
  const { bench } = benchIn(folder, [soup]);
  const found = bench.store.find(soup.hash);
  expect(found).toBeUndefined();
  return { folder, bench };
}

async function placeable() {
  const { folder, bench } = stored();
  const root = projectIn(
    folder,
    manifestText("meal", { dependencies: `.{ .soup = ${dependencyText(soup)} }` }),
  );
  await installProject(bench, root, { frozen: false });
  const found = bench.store.find(soup.hash);
  if (found === undefined) throw new Error("it was not stored");
  return { folder, root, bench, stored: found, zigPackage: { ...found, entries: found.record.entries } };
}

const ways = (disk: Disk) => replicator(disk, ["link", "copy"]);

describe("a tree", () => {
  test("is linked: folders to be written, files not, scripts executable", async () => {
    const { folder, zigPackage } = await placeable();
    const target = join(folder, "place", soup.hash);
    const replicate = ways(nodeDisk);
    expect(placeTree(nodeDisk, target, zigPackage, { replicate, belief: times })).toBe("placed");
    expect(placeTree(nodeDisk, target, zigPackage, { replicate, belief: times })).toBe("was there");
    expect(statSync(join(target, "src")).mode & 0o700).toBe(0o700);
    expect(statSync(join(target, "src/root.zig")).mode & 0o777).toBe(0o444);
    expect(statSync(join(target, "run.sh")).mode & 0o777).toBe(0o555);
    expect(statSync(join(target, "run.sh")).ino).toBe(statSync(join(zigPackage.tree, "run.sh")).ino);
    expect(readdirSync(join(folder, "place"))).toEqual([soup.hash]);
  });

  test.each([
    { what: "a file more", change: (target: string) => writeFileSync(join(target, "notes"), "") },
    { what: "a file less", change: (target: string) => rmSync(join(target, "run.sh")) },
    {
      what: "a link that leads elsewhere",
      change: (target: string) => {
        rmSync(join(target, "src/same.zig"));
        symlinkSync("../run.sh", join(target, "src/same.zig"));
      },
    },
    {
      what: "nothing in it",
      change: (target: string) => {
        nodeDisk.removeTree(target);
        mkdirSync(target);
      },
    },
    {
      what: "a file in its place",
      change: (target: string) => {
        nodeDisk.removeTree(target);
        writeFileSync(target, "");
      },
    },
  ])("with $what is somebody's, and stays", async ({ change }) => {
    const { folder, zigPackage } = await placeable();
    const target = join(folder, "place", soup.hash);
    const place = () => placeTree(nodeDisk, target, zigPackage, { replicate: ways(nodeDisk), belief: times });
    place();
    change(target);
    const before = everything(join(folder, "place"));
    expect(place).toThrow(expect.objectContaining({ code: "PLACED_DIFFERS" }));
    expect(everything(join(folder, "place"))).toEqual(before);
  });

  test("that Zig unpacked itself is read, and used", async () => {
    const { folder, zigPackage } = await placeable();
    const target = join(folder, "place", soup.hash);
    nodeDisk.makeFolders(join(target, "src"));
    for (const path of ["build.zig.zon", "run.sh", "src/root.zig"]) {
      writeFileSync(join(target, path), readFileSync(join(zigPackage.tree, path)));
    }
    symlinkSync("root.zig", join(target, "src/same.zig"));
    const placed = placeTree(nodeDisk, target, zigPackage, { replicate: ways(nodeDisk), belief: times });
    expect(placed).toBe("confirmed");
  });

  test("of which the store's copy vanishes meanwhile: nothing is left, and it can be tried again", async () => {
    const { bench, root, stored } = await placeable();
    nodeDisk.removeTree(join(root, "zig-pkg"));
    nodeDisk.removeTree(join(root, "pantry.lock"));
    let taken = false;
    const disturbed: Disk = {
      ...nodeDisk,
      clone: () => "unsupported",
      link(from, to) {
        if (!taken && String(from).startsWith(stored.tree)) nodeDisk.removeTree(join(stored.tree, ".."));
        taken = true;
        return nodeDisk.link(from, to);
      },
    };
    await installProject({ ...bench, disk: disturbed }, root, { frozen: false });
    expect(taken).toBe(true);
    expect(treeMatchesHash(nodeDisk, join(root, "zig-pkg", soup.hash), soup.hash)).toBe(true);
    expect(readdirSync(join(root, "zig-pkg"))).toEqual([soup.hash]);
  });
});

test("a package that is away while its manifest is read is not taken for one that needs nothing", async () => {
  const salt = served("salt", { "build.zig.zon": manifestText("salt"), "src/root.zig": "// salt\n" });
  const stew = served("stew", {
    "build.zig.zon": manifestText("stew", { dependencies: `.{ .salt = ${dependencyText(salt)} }` }),
  });
  const folder = temporaryFolder();
  const { bench } = benchIn(folder, [salt, stew]);
  const root = projectIn(
    folder,
    manifestText("meal", { dependencies: `.{ .stew = ${dependencyText(stew)} }` }),
  );
  const { layout } = bench.store;
  let taken = false;
  const disturbed: Disk = {
    ...nodeDisk,
    readIfThere(path) {
      if (taken || path !== join(layout.tree(stew.hash), "build.zig.zon")) return nodeDisk.readIfThere(path);
      // gc takes it out, sees that it is used, and puts it back.
      taken = true;
      nodeDisk.rename(layout.packageFolder(stew.hash), join(folder, "grave"));
      const found = nodeDisk.readIfThere(path);
      nodeDisk.rename(join(folder, "grave"), layout.packageFolder(stew.hash));
      return found;
    },
  };
  await installProject({ ...bench, disk: disturbed }, root, { frozen: false });
  expect(taken).toBe(true);
  expect(readFileSync(join(root, "pantry.lock"), "utf8")).toContain(salt.hash);
  expect(readdirSync(join(root, "zig-pkg")).sort()).toEqual([salt.hash, stew.hash].sort());
});

describe("an archive in Zig's cache", () => {
  test.each([
    { what: "a damaged one", bytes: Buffer.from("x") },
    { what: "one that Zig packed", bytes: soup.bytes },
  ])("takes the place of $what", async ({ bytes }) => {
    const { folder, stored } = await placeable();
    const target = join(folder, "cache/p", `${soup.hash}.tar.gz`);
    nodeDisk.makeFolders(join(folder, "cache/p"));
    writeFileSync(target, bytes);
    const placing = { replicate: ways(nodeDisk), belief: times };
    expect(placeArchive(nodeDisk, target, stored.archive, placing)).toBe("placed");
    expect(placeArchive(nodeDisk, target, stored.archive, placing)).toBe("was there");
    expect(statSync(target).ino).toBe(statSync(stored.archive).ino);
  });

  test("that somebody quicker placed leaves nothing beside it", async () => {
    const { folder, stored } = await placeable();
    const target = join(folder, "cache/p", `${soup.hash}.tar.gz`);
    const slow: Disk = {
      ...nodeDisk,
      rename(from, to) {
        // The same file under its name: the system then does nothing, and says it is done.
        if (to === target && nodeDisk.stat(target) === undefined) nodeDisk.link(stored.archive, target);
        nodeDisk.rename(from, to);
      },
    };
    placeArchive(slow, target, stored.archive, { replicate: ways(slow), belief: times });
    expect(readdirSync(join(folder, "cache/p"))).toEqual([`${soup.hash}.tar.gz`]);
  });
});

test("what a project does not need any more goes from zig-pkg; what Pantry did not put there stays", async () => {
  const { root, bench } = await placeable();
  writeFileSync(join(root, "zig-pkg", "notes"), "");
  await removePackages(bench, root, ["soup"]);
  expect(readdirSync(join(root, "zig-pkg"))).toEqual(["notes"]);
});

/* Untried with the compiler: there is no Zig 0.14 or 0.15 here. Their layout is known from their source. */
describe("for Zig 0.14 and 0.15", () => {
  const salt = served("salt", { "build.zig.zon": manifestText("salt"), "src/root.zig": "// salt\n" });
  const zon = manifestText("meal", {
    dependencies: `.{ .soup = ${dependencyText(soup)}, .salt = ${dependencyText(salt, true)} }`,
  });

  async function installed() {
    const folder = temporaryFolder();
    const { bench } = benchIn(folder, [soup, salt], { layout: "global-folder" });
    const root = projectIn(folder, zon);
    await installProject(bench, root, { frozen: false });
    return { folder, bench, root, cache: join(folder, "zig-cache/p") };
  }

  test("packages are folders in Zig's cache, lazy ones too, and the project has none", async () => {
    const { bench, root, cache } = await installed();
    expect(readdirSync(cache).sort()).toEqual([salt.hash, soup.hash].sort());
    for (const { hash } of [salt, soup])
      expect(treeMatchesHash(nodeDisk, join(cache, hash), hash)).toBe(true);
    expect(readdirSync(root).sort()).toEqual(["build.zig", "build.zig.zon", "pantry.lock"]);
    expect(statSync(join(cache, soup.hash, "run.sh")).mode & 0o777).toBe(0o555);
    expect(await installProject(bench, root, { frozen: true })).toMatchObject({
      newlyPlaced: 0,
      packages: 2,
    });
  });

  test("verify reads them there, and puts back what differs or is gone", async () => {
    const { bench, root, cache } = await installed();
    chmodSync(join(cache, soup.hash, "run.sh"), 0o755);
    writeFileSync(join(cache, soup.hash, "run.sh"), "#!/bin/sh\nexit 1\n");
    nodeDisk.removeTree(join(cache, salt.hash));
    const { damaged } = await verifyProject(bench, root, false);
    expect(damaged.map(({ path, problem }) => `${problem} ${path}`).sort()).toEqual([
      `differs ${join(cache, soup.hash)}`,
      `missing ${join(cache, salt.hash)}`,
    ]);
    await verifyProject(bench, root, true);
    expect((await verifyProject(bench, root, false)).damaged).toEqual([]);
  });

  test("what a project does not need any more stays in the cache: others may", async () => {
    const { bench, root, cache } = await installed();
    await removePackages(bench, root, ["salt"]);
    expect(readdirSync(cache).sort()).toEqual([salt.hash, soup.hash].sort());
  });

  test("a project that moves to 0.16 gets its own folder", async () => {
    const { folder, root } = await installed();
    const { bench } = benchIn(folder, [], { layout: "zig-pkg", offline: true });
    await installProject(bench, root, { frozen: true });
    expect(readdirSync(join(root, "zig-pkg")).sort()).toEqual([salt.hash, soup.hash].sort());
  });
});
