import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Disk, nodeDisk } from "../../src/disk/index.ts";
import { addPackages, installProject, verifyProject, verifyStored } from "../../src/install/index.ts";
import { storeLayout } from "../../src/store/index.ts";
import { treeMatchesHash } from "../../src/zig/index.ts";
import { failingDisk } from "../support/failing-disk.ts";
import { temporaryFolder } from "../support/folders.ts";
import { benchIn, dependencyText, everything, projectIn, served } from "../support/in-process.ts";
import { manifestText } from "../support/libraries.ts";
import { emptied, keepingTimes, missing, type Tampering, truncated, zeroed } from "../support/tamper.ts";

/*
 * The machine stops, and starts again with another boot id. What was written before may be there with its size and
 * time and without its bytes.
 */

const salt = served("salt", {
  "build.zig.zon": manifestText("salt"),
  "src/root.zig": "pub const salt = 1;\n",
});
const soup = served("soup", {
  "build.zig.zon": manifestText("soup", { dependencies: `.{ .salt = ${dependencyText(salt, true)} }` }),
  "src/root.zig": "pub const soup = 2;\n",
});
const packages = [salt, soup];
const zon = manifestText("meal", { dependencies: `.{ .soup = ${dependencyText(soup)} }` });

/** Copies instead of links: project and store are on two file systems. */
const apart: Disk = { ...nodeDisk, link: () => "unsupported", clone: () => "unsupported" };
/** Links, also where there could be clones. */
const together: Disk = { ...nodeDisk, clone: () => "unsupported" };

interface Installed {
  readonly folder: string;
  readonly root: string;
  readonly store: (hash: string, path: string) => string;
  readonly archive: (hash: string) => string;
  /** Installs in another boot; gives what was fetched. */
  again(
    boot: string,
    options?: { readonly offline?: boolean },
  ): Promise<{ fetched: readonly string[]; calls: number }>;
  verify(): Promise<void>;
}

/** A project that was installed in boot `one`. */
async function installed(disk: Disk = together): Promise<Installed> {
  const folder = temporaryFolder();
  const root = projectIn(folder, zon);
  await installProject(benchIn(folder, packages, { disk }).bench, root, { frozen: false });
  const layout = storeLayout(join(folder, "home"));
  return {
    folder,
    root,
    store: (hash, path) => join(layout.packageFolder(hash), path),
    archive: (hash) => layout.blob(JSON.parse(readFileSync(layout.recordFile(hash), "utf8")).archive.sha512),
    async again(boot, options = {}) {
      const counted = failingDisk(disk, Number.POSITIVE_INFINITY);
      const { bench, fetched } = benchIn(folder, packages, { ...options, disk: counted.disk, boot });
      await installProject(bench, root, { frozen: true });
      return { fetched, calls: counted.calls() };
    },
    async verify() {
      const { bench } = benchIn(folder, packages, { disk });
      expect((await verifyStored(bench, false)).damaged).toEqual([]);
      expect((await verifyProject(bench, root, false)).damaged).toEqual([]);
      expect(everything(root)["build.zig.zon"]).toBe(zon);
    },
  };
}

/** Each file of a package in the store. */
const inStore: Record<string, (its: Installed, hash: string) => string> = {
  "a file": (its, hash) => its.store(hash, "tree/src/root.zig"),
  "a manifest": (its, hash) => its.store(hash, "tree/build.zig.zon"),
  "a record": (its, hash) => its.store(hash, "record.json"),
  "an archive": (its, hash) => its.archive(hash),
};
const tamperings: Record<string, Tampering> = { zeroed, truncated, emptied, missing };
const losses = Object.entries(inStore).flatMap(([what, path]) =>
  Object.entries(tamperings).map(([how, tamper]) => ({ what, how, path, tamper })),
);

describe("the store lost bytes", () => {
  test.each(losses)(
    "$what is $how: the package is fetched again, and only that",
    async ({ path, tamper }) => {
      const its = await installed();
      rmSync(join(its.root, "zig-pkg"), { recursive: true });
      rmSync(join(its.folder, "zig-cache"), { recursive: true });
      tamper(path(its, soup.hash));
      expect((await its.again("two")).fetched).toEqual([soup.url]);
      await its.verify();
    },
  );

  test.each(losses)("$what is $how, and the project shares its files", async ({ path, tamper }) => {
    const its = await installed();
    expect(statSync(join(its.root, "zig-pkg", soup.hash, "src/root.zig")).nlink).toBe(2);
    tamper(path(its, soup.hash));
    expect((await its.again("two")).fetched).toEqual([soup.url]);
    await its.verify();
  });

  test("offline it is said what is missing, and nothing that is damaged is placed", async () => {
    const its = await installed();
    rmSync(join(its.root, "zig-pkg"), { recursive: true });
    zeroed(its.store(soup.hash, "tree/src/root.zig"));
    await expect(its.again("two", { offline: true })).rejects.toMatchObject({ code: "OFFLINE_MISSING" });
    expect(everything(its.root)).not.toHaveProperty(["zig-pkg"]);
  });

  test("another project gets none of it", async () => {
    const its = await installed();
    zeroed(its.store(salt.hash, "tree/src/root.zig"));
    const { bench, fetched } = benchIn(its.folder, packages, { disk: together, boot: "two" });
    const other = join(its.folder, "other");
    nodeDisk.makeFolders(other);
    writeFileSync(join(other, "build.zig.zon"), zon);
    await installProject(bench, other, { frozen: false });
    expect(fetched).toEqual([salt.url]);
    for (const { hash } of packages) {
      expect(treeMatchesHash(nodeDisk, join(other, "zig-pkg", hash), hash)).toBe(true);
    }
  });
});

describe("copies in a project, and in Zig's cache, lost bytes", () => {
  test.each(Object.entries(tamperings))(
    "%s: put back from the store, nothing is fetched",
    async (_, tamper) => {
      for (const path of [`project/zig-pkg/${soup.hash}/src/root.zig`, `zig-cache/p/${soup.hash}.tar.gz`]) {
        const its = await installed(apart);
        tamper(join(its.folder, path));
        expect((await its.again("two")).fetched).toEqual([]);
        await its.verify();
      }
    },
  );

  test("what somebody edited since is no loss: it is named, and left alone", async () => {
    for (const disk of [apart, together]) {
      const its = await installed(disk);
      const edited = join(its.root, "zig-pkg", soup.hash, "src/root.zig");
      nodeDisk.setMode(edited, 0o644);
      writeFileSync(edited, "// mine\n");
      // Clocks of files are coarser than those of processes.
      const later = Date.now() / 1000 + 1;
      nodeDisk.setModified(edited, BigInt(Math.round(later * 1e9)));
      await expect(its.again("two")).rejects.toMatchObject({ code: "PLACED_DIFFERS" });
      expect(readFileSync(edited, "utf8")).toBe("// mine\n");
    }
  });

  test("of a project that was never heard of, nothing is replaced", async () => {
    const its = await installed(apart);
    rmSync(join(its.folder, "home/store/v1/roots"), { recursive: true });
    zeroed(join(its.root, "zig-pkg", soup.hash, "src/root.zig"));
    await expect(its.again("two")).rejects.toMatchObject({ code: "PLACED_DIFFERS" });
  });
});

describe("nothing was lost", () => {
  test.each([
    { where: "together", disk: together },
    { where: "apart", disk: apart },
  ])("all is read once in the next boot, and then never again ($where)", async ({ disk }) => {
    const its = await installed(disk);
    const idle = await its.again("one");
    const read = await its.again("two");
    expect(read.calls).toBeGreaterThan(idle.calls + 20);
    expect(read.fetched).toEqual([]);
    for (const boot of ["two", "three", "four"]) expect((await its.again(boot)).calls).toBe(idle.calls);
  });

  test("what came in a later boot is read once more in the next one", async () => {
    const its = await installed();
    const idle = await its.again("one");
    await its.again("two");
    rmSync(join(its.root, "zig-pkg", salt.hash), { recursive: true });
    await its.again("two");
    expect((await its.again("two")).calls).toBe(idle.calls);
    expect((await its.again("three")).calls).toBeGreaterThan(idle.calls);
    expect((await its.again("four")).calls).toBe(idle.calls);
  });

  test("a file that was written again with the same bytes counts as new", async () => {
    const its = await installed();
    await its.again("two");
    const path = its.store(soup.hash, "tree/src/root.zig");
    nodeDisk.setMode(path, 0o644);
    writeFileSync(path, readFileSync(path));
    nodeDisk.setModified(path, 1_700_000_000_000_000_000n);
    rmSync(join(its.root, "zig-pkg"), { recursive: true });
    await its.again("two");
    // It was in memory when it was read in boot two, and the power went before it was on the disk.
    zeroed(path);
    rmSync(join(its.root, "zig-pkg"), { recursive: true });
    expect((await its.again("three")).fetched).toEqual([soup.url]);
    await its.verify();
  });
});

test("while the machine runs, sizes and times are believed: a tampering that keeps both is for `verify` to find", async () => {
  const its = await installed();
  const path = its.store(soup.hash, "tree/src/root.zig");
  keepingTimes(path, () => writeFileSync(path, "pub const soup = 3;\n"));
  expect((await its.again("one")).fetched).toEqual([]);
  const { bench } = benchIn(its.folder, packages);
  expect((await verifyStored(bench, false)).damaged).toMatchObject([{ hash: soup.hash, files: [{ path }] }]);
  expect((await verifyProject(bench, its.root, false)).damaged).toMatchObject([
    { hash: soup.hash, files: [{ path: "src/root.zig", problem: "changed" }] },
  ]);
});

test("the user's own files are flushed before they get their names, and their folder after", async () => {
  const folder = temporaryFolder();
  const root = projectIn(folder, manifestText("meal"));
  const calls: string[] = [];
  const recording = new Proxy(nodeDisk, {
    get:
      (target, method: keyof Disk) =>
      (...args: [string, string, { flush?: boolean }?]) => {
        const own = String(args[0]).startsWith(join(root, "/")) && !String(args[0]).includes("zig-pkg");
        if (method === "create" && own) calls.push(`create ${nameOf(args[0])} ${args[2]?.flush === true}`);
        if (method === "rename" && own) calls.push(`rename to ${nameOf(args[1])}`);
        if (method === "flushFolder" && args[0] === root) calls.push("flush folder");
        return (target[method] as (...all: unknown[]) => unknown)(...args);
      },
  });
  await addPackages(benchIn(folder, packages, { disk: recording }).bench, root, {
    specs: [soup.url],
    folder: root,
    alias: undefined,
    lazy: false,
    exact: false,
    dryRun: false,
  });
  expect(calls).toEqual([
    "create pantry.lock true",
    "create build.zig.zon true",
    "rename to pantry.lock",
    "rename to build.zig.zon",
    "flush folder",
  ]);
  expect(readdirSync(root).sort()).toEqual(["build.zig", "build.zig.zon", "pantry.lock", "zig-pkg"]);
});

/** Without what says who staged it. */
function nameOf(path: string): string {
  return (path.split("/").at(-1) ?? "").replace(/\.pantry-.*/, "");
}
