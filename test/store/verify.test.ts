import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { nodeDisk } from "../../src/disk/index.ts";
import { installProject, type StoreDamage, verifyProject, verifyStored } from "../../src/install/index.ts";
import { storeLayout } from "../../src/store/index.ts";
import { isHash } from "../../src/zig/index.ts";
import { temporaryFolder } from "../support/folders.ts";
import { benchIn, dependencyText, everything, projectIn, served } from "../support/in-process.ts";
import { manifestText } from "../support/libraries.ts";
import { emptied, keepingTimes, missing, truncated, zeroed } from "../support/tamper.ts";

const soup = served("soup", {
  "build.zig.zon": manifestText("soup"),
  "src/root.zig": "pub const soup = 2;\n",
  "src/same.zig": "-> root.zig",
  "run.sh": "#!/bin/sh\n",
});
const bread = served("bread", {
  "build.zig.zon": manifestText("bread"),
  "src/root.zig": "pub const b = 1;\n",
});
/** Its manifest is no part of it, but names it. */
const odd = served("odd", {
  "build.zig.zon": manifestText("odd").replace('.{""}', '.{"src"}'),
  "src/a.zig": "a\n",
});

const zon = manifestText("meal", {
  dependencies: `.{ .soup = ${dependencyText(soup)}, .bread = ${dependencyText(bread)}, .odd = ${dependencyText(odd)} }`,
});

async function stocked(
  options: { readonly offline?: boolean; readonly packages?: readonly (typeof soup)[] } = {},
) {
  const folder = temporaryFolder();
  const root = projectIn(folder, zon);
  await installProject(benchIn(folder, [soup, bread, odd]).bench, root, { frozen: false });
  const layout = storeLayout(join(folder, "home"));
  const { bench, fetched } = benchIn(folder, options.packages ?? [soup, bread, odd], options);
  const archive = (hash: string): string =>
    layout.blob(JSON.parse(readFileSync(layout.recordFile(hash), "utf8")).archive.sha512);
  return { folder, root, layout, bench, fetched, archive };
}

type Stocked = Awaited<ReturnType<typeof stocked>>;

interface Case {
  readonly damage: (its: Stocked) => void;
  /** `problem path-below-the-store`, of each file that is named. */
  readonly named: (its: Stocked) => string[];
  readonly repair: StoreDamage["repair"];
  /** True where it is not known any more where the package came from. */
  readonly forgets?: boolean;
}

const tree = (name: string) => `zig/${soup.hash}/tree/${name}`;
const record = `zig/${soup.hash}/record.json`;

const cases: Record<string, Case> = {
  "a file with other bytes, and its old time": {
    damage: ({ layout }) => zeroed(join(layout.root, tree("src/root.zig"))),
    named: () => [`changed ${tree("src/root.zig")}`],
    repair: "mended",
  },
  "a file that was cut": {
    damage: ({ layout }) => truncated(join(layout.root, tree("run.sh"))),
    named: () => [`changed ${tree("run.sh")}`],
    repair: "mended",
  },
  "a file that is gone": {
    damage: ({ layout }) => missing(join(layout.root, tree("build.zig.zon"))),
    named: () => [`missing ${tree("build.zig.zon")}`],
    repair: "mended",
  },
  "a file too many": {
    damage: ({ layout }) => {
      nodeDisk.setMode(layout.tree(soup.hash), 0o755);
      writeFileSync(join(layout.root, tree("extra.zig")), "");
    },
    named: () => [`extra ${tree("extra.zig")}`],
    repair: "mended",
  },
  "a link that leads elsewhere": {
    damage: ({ layout }) => {
      nodeDisk.setMode(join(layout.root, tree("src")), 0o755);
      rmSync(join(layout.root, tree("src/same.zig")));
      symlinkSync("ruut.zig", join(layout.root, tree("src/same.zig")));
    },
    named: () => [`changed ${tree("src/same.zig")}`],
    repair: "mended",
  },
  "several files at once": {
    damage: ({ layout }) => {
      emptied(join(layout.root, tree("src/root.zig")));
      missing(join(layout.root, tree("run.sh")));
    },
    named: () => [`missing ${tree("run.sh")}`, `changed ${tree("src/root.zig")}`],
    repair: "mended",
  },
  "a tree that is gone": {
    damage: ({ layout }) => nodeDisk.removeTree(layout.tree(soup.hash)),
    named: () =>
      ["build.zig.zon", "run.sh", "src/root.zig", "src/same.zig"].map((name) => `missing ${tree(name)}`),
    repair: "mended",
  },
  "a record that was cut": {
    forgets: true,
    damage: ({ layout }) => truncated(layout.recordFile(soup.hash)),
    named: () => [`changed ${record}`],
    repair: "mended",
  },
  "a record that is gone": {
    forgets: true,
    damage: ({ layout }) => missing(layout.recordFile(soup.hash)),
    named: () => [`missing ${record}`],
    repair: "mended",
  },
  "a record that names other files": {
    damage: ({ layout }) => {
      const path = layout.recordFile(soup.hash);
      writeFileSync(path, readFileSync(path, "utf8").replace('"run.sh"', '"../x.sh"'));
    },
    named: () => [`changed ${record}`],
    repair: "mended",
  },
  "an archive with other bytes": {
    damage: (its) => zeroed(its.archive(soup.hash)),
    named: (its) => [`changed ${its.archive(soup.hash).slice(its.layout.root.length + 1)}`],
    repair: "mended",
  },
  "an archive that is gone": {
    damage: (its) => missing(its.archive(soup.hash)),
    named: (its) => [`missing ${its.archive(soup.hash).slice(its.layout.root.length + 1)}`],
    repair: "mended",
  },
  "archive and tree": {
    damage: (its) => {
      zeroed(its.archive(soup.hash));
      emptied(join(its.layout.root, tree("run.sh")));
    },
    named: (its) => [
      `changed ${its.archive(soup.hash).slice(its.layout.root.length + 1)}`,
      `changed ${tree("run.sh")}`,
    ],
    repair: "fetched",
  },
  "something beside tree and record": {
    damage: ({ layout }) => writeFileSync(join(layout.packageFolder(soup.hash), "notes"), ""),
    named: () => [`extra zig/${soup.hash}/notes`],
    repair: "mended",
  },
  "the archive of a package whose manifest is no part of it": {
    damage: (its) => zeroed(its.archive(odd.hash)),
    named: (its) => [`changed ${its.archive(odd.hash).slice(its.layout.root.length + 1)}`],
    // An archive made of the tree would be another package.
    repair: "fetched",
  },
  "an archive of nobody, under a wrong name": {
    damage: ({ layout }) => {
      mkdirSync(join(layout.blobs, "ab"), { recursive: true });
      writeFileSync(layout.blob("ab".repeat(64)), "not what its name says");
    },
    named: () => [`changed blobs/ab/${"ab".repeat(64)}`],
    repair: "removed",
  },
  "strangers among packages and archives": {
    damage: ({ layout }) => {
      writeFileSync(join(layout.blobs, "notes"), "");
      mkdirSync(join(layout.zig, "..x"));
    },
    named: () => ["extra blobs/notes", "extra zig/..x"],
    repair: "removed",
  },
  "a root that was zeroed": {
    damage: ({ layout, root }) => zeroed(layout.rootFile(root)),
    named: ({ layout, root }) => [`changed ${layout.rootFile(root).slice(layout.root.length + 1)}`],
    repair: "removed",
  },
  "cached documents: changed, misnamed, and none": {
    damage: ({ layout }) => {
      mkdirSync(join(layout.index, "0".repeat(32)), { recursive: true });
      writeFileSync(join(layout.index, "0".repeat(32), "soup.json"), "{}\n{}");
      writeFileSync(join(layout.index, "stray"), "");
    },
    named: () => [`changed index/${"0".repeat(32)}/soup.json`, "changed index/stray"],
    repair: "removed",
  },
};

describe.each(Object.entries(cases))("%s", (_, { damage, named, repair, forgets = false }) => {
  test("is named, file by file, and mended", async () => {
    const its = await stocked();
    expect((await verifyStored(its.bench, false)).damaged).toEqual([]);
    damage(its);
    const expected = named(its).sort();
    const found = await verifyStored(its.bench, false);
    expect(namesOf(its, found.damaged)).toEqual(expected);
    expect(found.damaged.every((each) => each.repair === undefined)).toBe(true);

    const repaired = await verifyStored(its.bench, true);
    expect(repaired.damaged.map((each) => each.repair)).toEqual(repaired.damaged.map(() => repair));
    expect(its.fetched.length).toBe(repair === "fetched" ? 1 : 0);
    expect((await verifyStored(its.bench, false)).damaged).toEqual([]);
    for (const { hash, url } of [soup, bread, odd]) {
      const known = forgets && hash === soup.hash ? [] : [url];
      expect(Object.keys(its.bench.store.find(hash)?.record.origins ?? {})).toEqual(known);
    }
    expect(readdirSync(its.layout.temporary)).toEqual([]);
  });
});

test("what cannot be mended or fetched is thrown out, and not believed again", async () => {
  const its = await stocked({ packages: [] });
  zeroed(its.archive(soup.hash));
  emptied(join(its.layout.root, tree("run.sh")));
  const { damaged } = await verifyStored({ ...its.bench, fetcher: failing }, true);
  expect(damaged).toMatchObject([{ hash: soup.hash, repair: "removed" }]);
  expect(its.bench.store.find(soup.hash)).toBeUndefined();
  expect(readdirSync(its.layout.zig).filter(isHash).length).toBe(2);
});

describe("what is placed", () => {
  test("is named in zig-pkg and in Zig's cache, and put back from a store that is read first", async () => {
    const its = await stocked();
    const placed = join(its.root, "zig-pkg", soup.hash);
    const cached = (hash: string) => join(its.folder, "zig-cache/p", `${hash}.tar.gz`);
    // One file by two names: the store has it as well, with its old time.
    keepingTimes(join(placed, "src/root.zig"), () => writeFileSync(join(placed, "src/root.zig"), "x"));
    writeFileSync(join(placed, "extra.zig"), "");
    missing(join(placed, "run.sh"));
    zeroed(cached(bread.hash));
    rmSync(cached(odd.hash));
    nodeDisk.removeTree(join(its.root, "zig-pkg", odd.hash));

    const { checked, damaged } = await verifyProject(its.bench, its.root, false);
    expect(checked).toBe(3);
    expect(
      damaged.map(({ path, problem }) => `${problem} ${path.slice(its.folder.length + 1)}`).sort(),
    ).toEqual(
      [
        `differs project/zig-pkg/${soup.hash}`,
        `differs zig-cache/p/${bread.hash}.tar.gz`,
        `missing project/zig-pkg/${odd.hash}`,
        `missing zig-cache/p/${odd.hash}.tar.gz`,
      ].sort(),
    );
    expect(damaged.find(({ hash }) => hash === soup.hash)?.files).toEqual([
      { path: "extra.zig", problem: "extra" },
      { path: "run.sh", problem: "missing" },
      { path: "src/root.zig", problem: "changed" },
    ]);

    await verifyProject(its.bench, its.root, true);
    expect((await verifyProject(its.bench, its.root, false)).damaged).toEqual([]);
    expect((await verifyStored(its.bench, false)).damaged).toEqual([]);
    expect(its.fetched).toEqual([]);
    expect(statSync(join(placed, "run.sh")).mode & 0o777).toBe(0o555);
    expect(Object.keys(everything(its.root)).filter((path) => path.includes(".pantry-"))).toEqual([]);
  });

  test("an archive that Zig packed itself is as good as ours", async () => {
    const its = await stocked();
    const path = join(its.folder, "zig-cache/p", `${soup.hash}.tar.gz`);
    const { packTarGz } = await import("../../src/archive/index.ts");
    const { readPackageFolder } = await import("../../src/zig/index.ts");
    const { entries } = readPackageFolder(nodeDisk, its.layout.tree(soup.hash));
    rmSync(path);
    writeFileSync(path, packTarGz(entries, { root: "another-root" }));
    expect((await verifyProject(its.bench, its.root, false)).damaged).toEqual([]);
  });
});

const failing = {
  archive: async () => {
    const { fetchCodes } = await import("../../src/fetch/errors.ts");
    const { errorFamily } = await import("../../src/errors.ts");
    throw errorFamily(fetchCodes)("FETCH_OFFLINE", { message: "nobody answers" });
  },
  git: () => Promise.reject(new Error("no git here")),
  close: async () => undefined,
};

function namesOf({ layout }: Stocked, damaged: readonly StoreDamage[]): string[] {
  return damaged
    .flatMap(({ files }) => files)
    .map(({ path, problem }) => `${problem} ${path.slice(layout.root.length + 1)}`)
    .sort();
}
