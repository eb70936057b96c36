import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** From the top floor down: a folder imports only what stands after it, and `errors.ts` and `nearest.ts` stand below all. */
const floors = [
  "cli",
  "audit",
  "install",
  "publish",
  "npm",
  "project",
  "client",
  "fetch",
  "store",
  "zig",
  "config",
  "toml",
  "archive",
  "zon",
  "resolve",
  "osv",
  "protocol",
  "disk",
  "command-line",
];

/** What the registry may use of the client's folders. */
const sharedWithRegistry = floors.slice(floors.indexOf("publish"));

/** These compute only: bytes in, values out. */
const withoutIo = ["resolve", "osv", "zon", "protocol", "toml", "command-line"];

/** Who may name Node's file system. The store, the project and placement go through `disk/`. */
const fileSystemUsers = /^(src\/disk\/|src\/zig\/search-zig\.ts|src\/fetch\/|registry\/)/;

interface Import {
  readonly from: string;
  readonly to: string;
}

const imports = sources("src").concat(sources("registry"), sources("bin")).flatMap(importsOf);

test("there are imports to check", () => {
  expect(imports.length).toBeGreaterThan(100);
});

test("imports run down the floors, and through the doors", () => {
  const broken = imports.filter(({ from, to }) => {
    if (!from.startsWith("src/") || !to.startsWith("src/")) return false;
    const [here, there] = [floorOf(from), floorOf(to)];
    if (here === there || there === undefined) return false;
    if (here === undefined) return true;
    return floors.indexOf(there) < floors.indexOf(here) || !to.endsWith("/index.ts");
  });
  expect(broken).toEqual([]);
});

test("every folder of src has its floor", () => {
  const folders = readdirSync(join(root, "src"), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  expect(folders.map(({ name }) => name).filter((name) => !floors.includes(name))).toEqual([]);
});

test("src does not know the registry, but for the command that starts it", () => {
  const broken = imports.filter(
    ({ from, to }) =>
      from.startsWith("src/") && to.startsWith("registry/") && from !== "src/cli/commands/registry.ts",
  );
  expect(broken).toEqual([]);
});

test("the registry uses src from publish down, through its doors", () => {
  const broken = imports.filter(({ from, to }) => {
    if (!from.startsWith("registry/") || !to.startsWith("src/")) return false;
    const there = floorOf(to);
    return there !== undefined && (!sharedWithRegistry.includes(there) || !to.endsWith("/index.ts"));
  });
  expect(broken).toEqual([]);
});

test("what only computes does no IO", () => {
  const broken = imports.filter(
    ({ from, to }) =>
      withoutIo.includes(floorOf(from) ?? "") &&
      /^node:(fs|net|http|https|child_process|worker_threads|dns)/.test(to),
  );
  expect(broken).toEqual([]);
});

test("the file system is reached through disk/", () => {
  const broken = imports.filter(
    ({ from, to }) => /^(node:)?fs(\/|$)/.test(to) && !fileSystemUsers.test(from),
  );
  expect(broken).toEqual([]);
});

test("property tests draw their numbers from one seed", () => {
  const users = sources("test")
    .flatMap(importsOf)
    .filter(({ to }) => to === "fast-check");
  expect(users.map(({ from }) => from)).toEqual(["test/support/fast-check.ts"]);
});

test("the lockfile knows the builds for every platform, and names no address", () => {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const wanted = Object.entries<{ optionalDependencies?: object }>(packages)
    .filter(([path]) => path !== "")
    .flatMap(([, { optionalDependencies = {} }]) => Object.keys(optionalDependencies));
  expect(wanted.length).toBeGreaterThan(20);
  expect(wanted.filter((name) => packages[`node_modules/${name}`] === undefined)).toEqual([]);
  expect(readFileSync(join(root, "package-lock.json"), "utf8")).not.toContain('"resolved"');
});

function floorOf(path: string): string | undefined {
  const [, folder, ...rest] = path.split("/");
  return rest.length > 0 ? folder : undefined;
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const named = text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*"([^"]+)"/g);
  return [...named].map(([, specifier = ""]) => ({
    from: file,
    to: specifier.startsWith(".") ? relative(root, resolve(root, dirname(file), specifier)) : specifier,
  }));
}
