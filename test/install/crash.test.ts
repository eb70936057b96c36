import { mkdirSync, readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Disk, listIfThere, nodeDisk } from "../../src/disk/index.ts";
import { ownerMark } from "../../src/disk/owner.ts";
import {
  addPackages,
  installProject,
  removePackages,
  verifyProject,
  verifyStored,
  type Workbench,
} from "../../src/install/index.ts";
import { collectGarbage, storeLayout } from "../../src/store/index.ts";
import { treeMatchesHash } from "../../src/zig/index.ts";
import {
  brokenOffDisk,
  callsWithMiddle,
  DiskStopped,
  diskFull,
  failingDisk,
} from "../support/failing-disk.ts";
import { memoryFolder } from "../support/folders.ts";
import { benchIn, dependencyText, everything, projectIn, served } from "../support/in-process.ts";
import { manifestText, writeFiles } from "../support/libraries.ts";

/*
 * Every command that writes is stopped at every call to the disk, once as by `kill -9` and once by a disk that was
 * full for one call. Then it runs again, and everything is as if nothing had happened.
 *
 * `npm run test:crash` stops all of them at every call; without it, the ones beside add and install are stopped at
 * every fifth.
 */

const isLong = process.env["PANTRY_TEST_EFFORT"] === "long";

const oil = served("oil", { "build.zig.zon": manifestText("oil"), "src/root.zig": "pub const oil = 1;\n" });
const salad = served("salad", {
  "build.zig.zon": manifestText("salad", { dependencies: `.{ .oil = ${dependencyText(oil, true)} }` }),
  "src/root.zig": "pub const salad = 2;\n",
  "src/deep/same.zig": "-> ../root.zig",
});
const bread = served("bread", { "build.zig.zon": manifestText("bread"), "bake.sh": "#!/bin/sh\n" });
const packages = [oil, salad, bread];
const emptyZon = manifestText("meal");

// No git on the PATH: it would be asked some thousand times whether it ignores zig-pkg.
process.env["PATH"] = "";

interface Scenario {
  /** What was done before, on a disk that works. */
  readonly before?: (bench: Workbench, root: string) => Promise<unknown>;
  readonly run: (bench: Workbench, root: string) => Promise<unknown>;
  /** Stopped at every call in the short form too. */
  readonly always?: boolean;
  /** What is done once it ran to its end. */
  readonly after?: (bench: Workbench, root: string) => Promise<unknown>;
}

const add = (bench: Workbench, root: string) =>
  addPackages(bench, root, {
    specs: [salad.url, bread.url],
    folder: root,
    alias: undefined,
    lazy: false,
    exact: false,
    dryRun: false,
  });
const install = (bench: Workbench, root: string) => installProject(bench, root, { frozen: false });

/** A colleague's clone: the project's files are there, and nothing else. */
async function cloneProject(_: Workbench, root: string): Promise<void> {
  cloned ??= await addElsewhere();
  writeFiles(root, cloned);
}

let cloned: Readonly<Record<string, string>> | undefined;

async function addElsewhere(): Promise<Record<string, string>> {
  const folder = memoryFolder();
  const root = projectIn(folder, emptyZon);
  await add(benchIn(folder, packages).bench, root);
  return ownFiles(root);
}

/** As somebody does who ran it before and saw no end: what is out already is left to `install`. */
async function removeSalad(bench: Workbench, root: string): Promise<void> {
  const isOut = !bench.disk.read(join(root, "build.zig.zon")).includes(".salad");
  await (isOut ? install(bench, root) : removePackages(bench, root, ["salad"]));
}

async function damageAll(bench: Workbench, root: string): Promise<void> {
  await add(bench, root);
  for (const [hash, name] of [
    [salad.hash, "src/root.zig"],
    [bread.hash, "bake.sh"],
  ] as const) {
    const path = join(root, "zig-pkg", hash, name);
    nodeDisk.setMode(path, 0o644);
    writeFileSync(path, "edited in place, and so in the store\n");
  }
}

const scenarios: Record<string, Scenario> = {
  "add of two packages that bring a lazy one": { run: add, always: true },
  "install of a project that was cloned": { before: cloneProject, run: install, always: true },
  remove: { before: add, run: removeSalad, always: true },
  "verify --repair": { before: damageAll, run: (bench, root) => verifyProject(bench, root, true) },
  // Stopped between taking the damaged package out and the mended one in, it is missing, and fetched when needed.
  "store verify --repair": {
    before: damageAll,
    run: (bench) => verifyStored(bench, true),
    after: (bench, root) => verifyProject(bench, root, true),
  },
  "store gc": {
    before: async (bench, root) => {
      await add(bench, root);
      await removePackages(bench, root, ["salad"]);
    },
    run: (bench) => collectGarbage(bench.disk, bench.store.layout, { olderThanMs: 0 }),
  },
};

describe.each(Object.entries(scenarios))("%s", (name, scenario) => {
  test("stopped at any call, before it and in its middle, and run again", { timeout: 240_000 }, async () => {
    const reference = await undisturbed(scenario);
    const calls = callsToTry(scenario, reference.methods.length);
    let broken = 0;
    for (const call of calls) {
      const inMiddle = callsWithMiddle.has(reference.methods[call - 1] ?? "");
      for (const stop of inMiddle ? [failingDisk, brokenOffDisk] : [failingDisk]) {
        const world = await makeWorld(scenario);
        const stopped = stop(nodeDisk, call).disk;
        const when = `stopped ${stop === brokenOffDisk ? "in the middle of" : "before"} call ${call}`;
        await expect(scenario.run(world.bench(stopped), world.root), when).rejects.toThrow(DiskStopped);
        seeWhole(world, reference, when);
        abandon(world.folder);
        await runWhole(scenario, world);
        await seeSame(world, reference, when);
        broken += 1;
      }
    }
    console.log(`${name}: stopped ${broken} times at ${calls.length} of ${reference.methods.length} calls`);
  });

  test("a disk that is full for one call, whichever it is", async () => {
    const reference = await undisturbed(scenario);
    const failed: number[] = [];
    const calls = callsToTry(scenario, reference.methods.length);
    for (const call of calls) {
      const world = await makeWorld(scenario);
      const full = failingDisk(nodeDisk, call, diskFull);
      await scenario.run(world.bench(full.disk), world.root).catch((error: unknown) => {
        expect(causes(error), `full at call ${call}`).toContain("ENOSPC");
        failed.push(call);
      });
      seeWhole(world, reference, `full at call ${call}`);
      expect([world.before, reference.files], `full at call ${call}`).toContainEqual(
        unstaged(ownFiles(world.root)),
      );
      abandon(world.folder);
      await runWhole(scenario, world);
      await seeSame(world, reference, `full at call ${call}`);
    }
    console.log(
      `${name}: full at ${calls.length} of ${reference.methods.length} calls, ${failed.length} of them ended it`,
    );
  });
});

/** All of them, or in the short form a fifth. */
function callsToTry({ always = false }: Scenario, total: number): number[] {
  return Array.from({ length: total }, (_, index) => index + 1).filter(
    (call) => isLong || always || call % 5 === 1,
  );
}

interface World {
  readonly folder: string;
  readonly root: string;
  readonly before: Readonly<Record<string, string>>;
  /** What was not whole in zig-pkg from the start. */
  readonly damaged: readonly string[];
  bench(disk: Disk): Workbench;
}

async function makeWorld({ before }: Scenario): Promise<World> {
  const folder = memoryFolder();
  const root = projectIn(folder, emptyZon);
  writeFiles(join(folder, "elsewhere"), { "notes.txt": "not ours\n" });
  mkdirSync(join(folder, "zig-cache", "p"), { recursive: true });
  writeFiles(join(folder, "zig-cache"), { "p/other.tar.gz": "somebody's\n" });
  const bench = (disk: Disk) => benchIn(folder, packages, { disk }).bench;
  await before?.(bench(nodeDisk), root);
  const damaged = placedIn(root).filter(
    (hash) => !treeMatchesHash(nodeDisk, join(root, "zig-pkg", hash), hash),
  );
  return { folder, root, before: ownFiles(root), damaged, bench };
}

function placedIn(root: string): string[] {
  return listIfThere(nodeDisk, join(root, "zig-pkg")).map(({ name }) => name.toString());
}

async function runWhole({ run, after }: Scenario, { bench, root }: World): Promise<void> {
  await run(bench(nodeDisk), root);
  await after?.(bench(nodeDisk), root);
}

interface Reference {
  /** The calls to the disk. */
  readonly methods: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly everything: Readonly<Record<string, string>>;
}

async function undisturbed(scenario: Scenario): Promise<Reference> {
  const world = await makeWorld(scenario);
  const counted = failingDisk(nodeDisk, Number.POSITIVE_INFINITY);
  await scenario.run(world.bench(counted.disk), world.root);
  const methods = [...counted.methods];
  await scenario.after?.(world.bench(nodeDisk), world.root);
  await collectGarbage(nodeDisk, storeLayout(join(world.folder, "home")));
  return { methods, files: ownFiles(world.root), everything: comparable(world.folder) };
}

/** What is there right after it was stopped: nothing half. */
function seeWhole({ folder, root, before, damaged }: World, reference: Reference, when: string): void {
  for (const name of ["build.zig.zon", "pantry.lock", "build.zig"]) {
    const now = ownFiles(root)[name];
    expect([before[name], reference.files[name]], `${name}, ${when}`).toContain(now);
  }
  expect(everything(join(folder, "elsewhere")), when).toEqual({ "notes.txt": "not ours\n" });
  for (const placed of placedIn(root).filter((name) => !name.includes(".pantry-"))) {
    const isWhole = treeMatchesHash(nodeDisk, join(root, "zig-pkg", placed), placed);
    expect(isWhole || damaged.includes(placed), `${placed}, ${when}`).toBe(true);
  }
}

/** Once it ran again: the same as if it had never been stopped, nothing damaged, nothing left behind. */
async function seeSame(world: World, reference: Reference, when: string): Promise<void> {
  ageOrphans(world.folder);
  await collectGarbage(nodeDisk, storeLayout(join(world.folder, "home")));
  expect(comparable(world.folder), when).toEqual(reference.everything);
  const verified = await verifyStored(world.bench(nodeDisk), false);
  expect(verified.damaged, when).toEqual([]);
}

/** The project's own files. */
function ownFiles(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(root)) {
    if (nodeDisk.stat(join(root, name))?.kind === "file")
      found[name] = readFileSync(join(root, name), "utf8");
  }
  return found;
}

function unstaged(files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).filter(([name]) => !name.includes(".pantry-")));
}

/** Archives that belong to no package stay for a day; here it is over. */
function ageOrphans(folder: string): void {
  const layout = storeLayout(join(folder, "home"));
  const records = listIfThere(nodeDisk, layout.zig)
    .map(({ name }) => readFileSync(layout.recordFile(name.toString()), "utf8"))
    .join();
  for (const path of readdirSync(layout.blobs, { recursive: true, encoding: "utf8" })) {
    const isOrphan = path.length > 128 && !records.includes(path.slice(-128));
    if (isOrphan) utimesSync(join(layout.blobs, path), 1, 1);
  }
}

/** Everything in a world, but for what holds times and paths: records and roots count by being there. */
function comparable(folder: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(everything(folder)).map(([path, text]) => {
      if (path.includes("/roots/")) return ["a root", "is there"];
      return path.endsWith("/record.json") ? [path, "is there"] : [path, text];
    }),
  );
}

/** Makes what this process left behind look as if another one had, which is gone. */
function abandon(folder: string): void {
  const gone = ["00000000", ...ownerMark().split("-").slice(1)].join("-");
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  for (const path of names
    .filter((each) => each.split("/").at(-1)?.includes(ownerMark()))
    .sort()
    .reverse()) {
    const at = path.lastIndexOf(ownerMark());
    renameSync(
      join(folder, path),
      join(folder, path.slice(0, at) + gone + path.slice(at + ownerMark().length)),
    );
  }
}

function causes(error: unknown): string[] {
  const found: string[] = [];
  for (let each = error; each instanceof Error; each = each.cause)
    found.push(String((each as { code?: unknown }).code));
  return found;
}
