import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packTarGz } from "../../src/archive/index.ts";
import { sharedFolder, temporaryFolder } from "../support/folders.ts";
import { file, type HttpServer, startHttpServer } from "../support/http-server.ts";
import { copyExample, manifestText, packFolder, writeFiles } from "../support/libraries.ts";
import { type Machine, machineIn } from "../support/pantry.ts";

let server: HttpServer;
const shared = sharedFolder();
const ink = { url: "", hash: "" };

beforeAll(async () => {
  server = await startHttpServer();
  const packed = packFolder(copyExample("ink", shared.path));
  ink.url = server.on("/ink.tar.gz", file(packed.bytes));
  ink.hash = packed.hash;
});
afterAll(async () => {
  await server.close();
  shared.remove();
});

async function newApp(machine: Machine): Promise<string> {
  await machine.pantry(machine.folder, "init", "app");
  return join(machine.folder, "app");
}

/** Serves a package of these files; gives address and hash. */
function served(name: string, files: Readonly<Record<string, string>>) {
  const { bytes, hash } = packFolder(writeFiles(join(shared.path, name), files));
  return { url: server.on(`/${name}.tar.gz`, file(bytes)), hash };
}

const plainLibrary = (name: string) => ({
  "build.zig": `pub fn build(b: *@import("std").Build) void {\n    _ = b.addModule("${name}", .{ .root_source_file = b.path("${name}.zig") });\n}\n`,
  [`${name}.zig`]: "pub const x = 1;\n",
});

describe("several at once", () => {
  test("two that add to one project at the same time both stay in", async () => {
    const machine = machineIn(temporaryFolder());
    const app = await newApp(machine);
    const names = ["a", "b", "c", "d"];
    const urls = names.map(
      (name) => served(name, { ...plainLibrary(name), "build.zig.zon": manifestText(name) }).url,
    );
    const results = await Promise.all(urls.map((url) => machine.pantry(app, "add", url)));
    for (const { exitCode, stderr } of results) expect(exitCode, stderr).toBe(0);
    const zon = readFileSync(join(app, "build.zig.zon"), "utf8");
    const lock = readFileSync(join(app, "pantry.lock"), "utf8");
    for (const name of names) {
      expect(zon).toContain(`.${name} = .{`);
      expect(lock).toContain(`alias = "${name}"`);
    }
    expect((await machine.pantry(app, "ci")).exitCode).toBe(0);
  });

  test("one command adds several, or none of them", async () => {
    const machine = machineIn(temporaryFolder());
    const app = await newApp(machine);
    const before = readFileSync(join(app, "build.zig.zon"), "utf8");
    const failed = await machine.pantry(app, "add", ink.url, `${server.origin}/nothing.tar.gz`);
    expect(failed.exitCode).toBe(3);
    expect(readFileSync(join(app, "build.zig.zon"), "utf8")).toBe(before);
    const other = served("e", { ...plainLibrary("e"), "build.zig.zon": manifestText("e") });
    expect((await machine.pantry(app, "add", ink.url, other.url)).exitCode).toBe(0);
    expect(readFileSync(join(app, "build.zig.zon"), "utf8")).toMatch(/\.ink = [\s\S]*\.e = /);
  });
});

describe("paths", () => {
  test("a folder beside the project, with a dependency of its own, builds", async () => {
    const machine = machineIn(temporaryFolder());
    const app = await newApp(machine);
    const beside = writeFiles(join(machine.folder, "beside"), {
      "build.zig":
        'pub fn build(b: *@import("std").Build) void {\n    const m = b.addModule("beside", .{ .root_source_file = b.path("beside.zig") });\n    m.addImport("ink", b.dependency("ink", .{}).module("ink"));\n}\n',
      "beside.zig": 'pub const ink = @import("ink");\n',
      "build.zig.zon": manifestText("beside", {
        dependencies: `.{ .ink = .{ .url = "${ink.url}", .hash = "${ink.hash}" } }`,
      }),
    });
    const added = await machine.pantry(beside, "-C", app, "add", "../beside", "--as", "neighbour");
    expect(added.exitCode, added.stderr).toBe(0);
    expect(readFileSync(join(app, "build.zig.zon"), "utf8")).toMatch(
      /\.neighbour = \.\{\s*\.path = "\.\.\/beside"/,
    );
    expect(readFileSync(join(app, "pantry.lock"), "utf8")).toContain('source = "path+../beside"');
    rmSync(machine.zigCache, { recursive: true, force: true });
    const built = await machine.zig(app, ["build", "--fetch=all"], { network: false });
    expect(built.exitCode, built.stderr).toBe(0);

    // What the neighbour needs counts too: its manifest is one of the files that say what is to be there.
    expect((await machine.pantry(app, "install")).stderr).toContain("nothing to do");
    writeFileSync(join(beside, "build.zig.zon"), manifestText("beside"));
    const again = await machine.pantry(app, "install");
    expect(again.stderr).toContain("- ink 0.1.0");
  });

  test("packages that carry others inside of themselves bring what those need", async () => {
    const machine = machineIn(temporaryFolder());
    const app = await newApp(machine);
    const outer = served("outer", {
      ...plainLibrary("outer"),
      "build.zig.zon": manifestText("outer", { dependencies: '.{ .inner = .{ .path = "libs/inner" } }' }),
      "libs/inner/build.zig": 'pub fn build(_: *@import("std").Build) void {}\n',
      "libs/inner/build.zig.zon": manifestText("inner", {
        dependencies: `.{ .ink = .{ .url = "${ink.url}", .hash = "${ink.hash}" } }`,
      }),
    });
    const added = await machine.pantry(app, "add", outer.url);
    expect(added.exitCode, added.stderr).toBe(0);
    rmSync(machine.zigCache, { recursive: true, force: true });
    const fetched = await machine.zig(app, ["build", "--fetch=all"], { network: false });
    expect(fetched.exitCode, fetched.stderr).toBe(0);
    expect((await machine.pantry(app, "ci")).exitCode).toBe(0);
  });
});

describe("archives of every kind", () => {
  test("a package that leaves its manifest out of its own paths", async () => {
    const machine = machineIn(temporaryFolder());
    const app = await newApp(machine);
    const files = {
      "build.zig": "pub fn build(_: anytype) void {}\n",
      "build.zig.zon": manifestText("shy").replace('.{""}', '.{"build.zig"}'),
    };
    const entries = Object.entries(files).map(([path, text]) => ({
      path: Buffer.from(path),
      kind: "file" as const,
      bytes: Buffer.from(text),
    }));
    const url = server.on("/shy.tar.gz", file(packTarGz(entries, { root: "shy" })));
    const added = await machine.pantry(app, "add", url);
    expect(added.exitCode, added.stderr).toBe(0);
    expect(readFileSync(join(app, "build.zig.zon"), "utf8")).toContain('.hash = "shy-1.0.0-');
    rmSync(join(app, "zig-pkg"), { recursive: true });
    const fetched = await machine.zig(app, ["build", "--fetch=all"], { network: false });
    expect(fetched.exitCode, fetched.stderr).toBe(0);
    expect((await machine.pantry(app, "ci")).exitCode).toBe(0);
  });

  test.each([
    { suffix: "tar.xz", command: "xz", type: "application/x-xz" },
    { suffix: "tar.zst", command: "zstd", type: "application/zstd" },
  ])("a .$suffix goes into Zig's cache as what Zig reads there", async ({ suffix, command, type }) => {
    const { execa } = await import("execa");
    const { gunzipSync } = await import("node:zlib");
    const machine = machineIn(temporaryFolder());
    const app = await newApp(machine);
    const { bytes, hash } = packFolder(copyExample("ink", machine.folder));
    const packed = await execa(command, ["-c"], { input: gunzipSync(bytes), encoding: "buffer" });
    const url = server.on(`/ink-other.${suffix}`, file(packed.stdout, { "content-type": type }));
    expect((await machine.pantry(app, "add", url)).exitCode).toBe(0);
    rmSync(join(app, "zig-pkg"), { recursive: true });
    const fetched = await machine.zig(app, ["build", "--fetch=all"], { network: false });
    expect(fetched.exitCode, fetched.stderr).toBe(0);
    expect(readFileSync(join(app, "build.zig.zon"), "utf8")).toContain(hash);
  });
});

describe("what git and editors do to files", () => {
  test("a lock and a manifest with Windows line ends are the same lock and manifest", async () => {
    const machine = machineIn(temporaryFolder());
    const app = await newApp(machine);
    await machine.pantry(app, "add", ink.url);
    for (const name of ["pantry.lock", "build.zig.zon"]) {
      const path = join(app, name);
      writeFileSync(path, readFileSync(path, "utf8").replaceAll("\n", "\r\n"));
    }
    const lock = readFileSync(join(app, "pantry.lock"), "utf8");
    const frozen = await machine.pantry(app, "ci");
    expect(frozen.exitCode, frozen.stderr).toBe(0);
    expect((await machine.pantry(app, "install")).exitCode).toBe(0);
    expect(readFileSync(join(app, "pantry.lock"), "utf8")).toBe(lock);
  });

  test("a folder with blanks and umlauts in its name", async () => {
    const machine = machineIn(temporaryFolder());
    const folder = join(machine.folder, "mein Käse");
    mkdirSync(folder);
    await machine.pantry(folder, "init", "--name", "cheese");
    expect((await machine.pantry(folder, "add", ink.url)).exitCode).toBe(0);
    expect((await machine.pantry(folder, "verify")).exitCode).toBe(0);
  });
});

describe("a project that was written for Zig 0.13, or by hand", () => {
  const oldHash = `1220${"a".repeat(64)}`;

  test.each([
    ["hashes of the old form", `.hash = "${oldHash}"`, "a hash of the form that Zig 0.13 used"],
    ["no hashes", "", "an address but no hash"],
  ])("with %s is mended one dependency after the other, as the hints say", async (_, hash, problem) => {
    const machine = machineIn(temporaryFolder());
    const app = await newApp(machine);
    const other = served("other", { ...plainLibrary("other"), "build.zig.zon": manifestText("other") });
    const zon = join(app, "build.zig.zon");
    const entry = (alias: string, url: string) => `.${alias} = .{ .url = "${url}", ${hash} }`;
    const before = readFileSync(zon, "utf8");
    const table = `.dependencies = .{ ${entry("ink", ink.url)}, ${entry("neighbour", other.url)} }`;
    writeFileSync(zon, before.replace(".dependencies = .{}", table));

    const hints: string[] = [];
    for (let left = 2; left > 0; left -= 1) {
      const { exitCode, stderr } = await machine.pantry(app, "install");
      expect(exitCode).toBe(1);
      expect(stderr).toContain(problem);
      const hint = /hint: `pantry ([^`]+)`/.exec(stderr)?.[1] ?? "";
      hints.push(hint);
      const added = await machine.pantry(app, ...hint.split(" "));
      expect(added.exitCode, added.stderr).toBe(0);
      expect(added.stderr.includes("`neighbour` in build.zig.zon has no hash yet")).toBe(left === 2);
    }
    expect(hints).toEqual([`add ${ink.url} --as ink`, `add ${other.url} --as neighbour`]);
    expect(readFileSync(zon, "utf8")).not.toContain(oldHash);
    expect((await machine.pantry(app, "ci")).exitCode).toBe(0);
  });

  test("loses a dependency with a hash of the old form by `remove`", async () => {
    const machine = machineIn(temporaryFolder());
    const app = await newApp(machine);
    const zon = join(app, "build.zig.zon");
    const before = readFileSync(zon, "utf8");
    writeFileSync(
      zon,
      before.replace("= .{}", `= .{ .ink = .{ .url = "${ink.url}", .hash = "${oldHash}" } }`),
    );
    const removed = await machine.pantry(app, "remove", "ink");
    expect(removed.exitCode, removed.stderr).toBe(0);
    expect(readFileSync(zon, "utf8")).toBe(before);
  });
});
