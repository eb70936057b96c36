import { lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openDocumentCache } from "../../src/client/document-cache.ts";
import { bootId, nodeDisk, ownedName, withLock } from "../../src/disk/index.ts";
import { installProject } from "../../src/install/index.ts";
import { storeLayout } from "../../src/store/index.ts";
import { isHash } from "../../src/zig/index.ts";
import { temporaryFolder } from "../support/folders.ts";
import { benchIn, dependencyText, projectIn, served } from "../support/in-process.ts";
import { manifestText } from "../support/libraries.ts";

/* `src/store/FORMAT.md` against a store. */

const page = readFileSync(fileURLToPath(new URL("../../src/store/FORMAT.md", import.meta.url)), "utf8");

/** The JSON documents that the page shows, in their order: a record, and a root. */
const [shownRecord, shownRoot] = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = ""]) =>
  JSON.parse(text),
);

const soup = served("soup", {
  "build.zig.zon": manifestText("soup"),
  "src/root.zig": "pub const soup = 2;\n",
  "src/same.zig": "-> root.zig",
  "run.sh": "#!/bin/sh\n",
});

async function stocked() {
  const folder = temporaryFolder();
  const root = projectIn(
    folder,
    manifestText("meal", { dependencies: `.{ .soup = ${dependencyText(soup)} }` }),
  );
  const { bench } = benchIn(folder, [soup], { boot: bootId() });
  await installProject(bench, root, { frozen: false });
  const layout = storeLayout(join(folder, "home"));
  const registry = "https://zig.example/";
  openDocumentCache(nodeDisk, layout.index, registry).put("soup", { etag: '"1"', bytes: Buffer.from("{}") });
  return { folder, root, layout, record: JSON.parse(readFileSync(layout.recordFile(soup.hash), "utf8")) };
}

test("every file lies where the page says, and every place that it names has one", async () => {
  const { layout } = await stocked();
  const forms: Record<string, RegExp> = {
    "zig/<hash>/": /^zig\/([^/]+)\/(record\.json|tree\/.+)$/,
    "blobs/<ab>/<sha512>": /^blobs\/([0-9a-f]{2})\/\1[0-9a-f]{126}$/,
    "index/<registry>/": /^index\/[0-9a-f]{32}\/soup\.json$/,
    "roots/<project>.json": /^roots\/[0-9a-f]{32}\.json$/,
  };
  const named = [...page.matchAll(/^ {2}([a-z]+\/\S*)/gm)].map(([, name = ""]) => name);
  expect(named.sort()).toEqual([...Object.keys(forms), "locks/", "tmp/"].sort());
  const files = readdirSync(layout.root, { recursive: true, encoding: "utf8" }).filter(
    (path) => !lstatSync(join(layout.root, path)).isDirectory(),
  );
  for (const [what, form] of Object.entries(forms)) {
    expect(files.filter((path) => form.test(path)).length, what).toBeGreaterThan(0);
  }
  expect(files.filter((path) => !Object.values(forms).some((form) => form.test(path)))).toEqual([]);
  expect(readdirSync(layout.zig).every(isHash)).toBe(true);
});

test("a record is as it is shown", async () => {
  const { layout, record } = await stocked();
  expect(shapeOf(record)).toEqual(shapeOf(shownRecord));
  expect(Object.keys(record)).toEqual(Object.keys(shownRecord));
  expect(readFileSync(layout.recordFile(soup.hash), "utf8")).toBe(`${JSON.stringify(record)}\n`);
  expect(record).toMatchObject({ format: 1, hash: soup.hash, boot: bootId(), settled: false });
  expect(record.entries.map(([path, kind, , , mode]: unknown[]) => [path, kind, mode])).toEqual([
    ["build.zig.zon", "f", 0o444],
    ["run.sh", "f", 0o555],
    ["src/root.zig", "f", 0o444],
    ["src/same.zig", "l", 0o777],
  ]);
  for (const [path, , sizeBytes, mtimeNs] of record.entries) {
    const stat = lstatSync(join(layout.tree(soup.hash), path), { bigint: true });
    expect([Number(stat.size), String(stat.mtimeNs)]).toEqual([sizeBytes, mtimeNs]);
  }
  // One time for all files, a whole second.
  const times = record.entries
    .filter(([, kind]: unknown[]) => kind === "f")
    .map((entry: unknown[]) => entry[3]);
  expect(new Set(times).size).toBe(1);
  expect(times[0]).toMatch(/0{9}$/);
  const blob = statSync(layout.blob(record.archive.sha512), { bigint: true });
  expect([Number(blob.size), String(blob.mtimeNs)]).toEqual([
    record.archive.sizeBytes,
    record.archive.mtimeNs,
  ]);
});

test("modes are as it says", async () => {
  const { layout, record } = await stocked();
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
  expect(mode(layout.tree(soup.hash))).toBe("555");
  expect(mode(join(layout.tree(soup.hash), "src"))).toBe("555");
  expect(mode(join(layout.tree(soup.hash), "src/root.zig"))).toBe("444");
  expect(mode(join(layout.tree(soup.hash), "run.sh"))).toBe("555");
  expect(mode(layout.blob(record.archive.sha512))).toBe("444");
});

test("a root is as it is shown", async () => {
  const { layout, root, folder } = await stocked();
  const state = JSON.parse(readFileSync(layout.rootFile(root), "utf8"));
  expect(Object.keys(state)).toEqual(Object.keys(shownRoot));
  expect(shapeOf({ ...state, files: {} })).toEqual(shapeOf({ ...shownRoot, files: {} }));
  expect(state).toMatchObject({
    format: 1,
    project: root,
    hashes: [soup.hash],
    boot: bootId(),
    settled: false,
  });
  expect(state.places).toEqual([
    join(root, "zig-pkg", soup.hash),
    join(folder, "zig-cache/p", `${soup.hash}.tar.gz`),
  ]);
  const stat = statSync(join(root, "build.zig.zon"), { bigint: true });
  expect(state.files).toEqual({
    [join(root, "build.zig.zon")]: `${stat.size}-${stat.mtimeNs}-${stat.ino}`,
    [join(root, "pantry.lock")]: expect.stringMatching(/^\d+-\d+-\d+$/),
    [join(root, "pantry.toml")]: "none",
  });
});

test("owners and locks have the form that it gives", async () => {
  const { layout } = await stocked();
  expect(ownedName()).toMatch(/^(0|[0-9a-f]{8})-[0-9a-z]+-\d+-[0-9a-z]+-[0-9a-f]{12}$/);
  expect(ownedName().split("-")[2]).toBe(String(process.pid));
  await withLock(nodeDisk, layout.projectLock("/x"), () => {
    const text = readFileSync(layout.projectLock("/x"), "utf8");
    expect(text).toMatch(/^(0|[0-9a-f]{8})-[0-9a-z]+-\d+-[0-9a-z]+ [0-9a-f]{12}$/);
  });
});

test("a document is a line about it, and itself", async () => {
  const { layout } = await stocked();
  const [name = ""] = readdirSync(layout.index);
  const [line = "", document] = readFileSync(join(layout.index, name, "soup.json"), "utf8").split("\n");
  const keys = /`\{("format":1,[^`]*)\}`/.exec(page)?.[1]?.match(/"(\w+)":/g);
  expect(Object.keys(JSON.parse(line)).map((key) => `"${key}":`)).toEqual(keys);
  expect(document).toBe("{}");
});

/** The types of all fields, and of the first member of each list. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value))
    return value.length === 0 ? [] : [Array.isArray(value[0]) ? value[0].map(shapeOf) : shapeOf(value[0])];
  if (typeof value !== "object" || value === null) return typeof value;
  const entries = Object.entries(value);
  // Keys that are addresses are not part of the shape.
  const isMap = entries.every(([key]) => key.includes("/"));
  return isMap ? "map" : Object.fromEntries(entries.map(([key, each]) => [key, shapeOf(each)]));
}
