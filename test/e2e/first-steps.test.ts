import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sharedFolder, temporaryFolder } from "../support/folders.ts";
import { file, type HttpServer, startHttpServer } from "../support/http-server.ts";
import { copyExample, packFolder, writeFiles } from "../support/libraries.ts";
import { type Machine, machineIn } from "../support/pantry.ts";

let server: HttpServer;
const shared = sharedFolder();
const urls = { ink: "", greeting: "", proverbs: "" };
const hashes = { ink: "", greeting: "", proverbs: "" };

function serve(name: keyof typeof urls, folder: string): void {
  const packed = packFolder(folder);
  urls[name] = server.on(`/${name}.tar.gz`, file(packed.bytes));
  hashes[name] = packed.hash;
}

beforeAll(async () => {
  server = await startHttpServer();
  serve("ink", copyExample("ink", shared.path));
  serve("proverbs", copyExample("proverbs", shared.path));
  const greeting = copyExample("greeting", shared.path);
  const { exitCode, stderr } = await machineIn(join(shared.path, "author")).pantry(greeting, "add", urls.ink);
  expect(exitCode, stderr).toBe(0);
  serve("greeting", greeting);
});

afterAll(async () => {
  await server.close();
  shared.remove();
});

/** An application made by `pantry init`, which uses greeting and, lazily, proverbs. */
async function application(machine: Machine): Promise<string> {
  const app = join(machine.folder, "hello");
  for (const args of [
    ["init", "hello"],
    ["-C", "hello", "add", urls.greeting],
    ["-C", "hello", "add", "--lazy", urls.proverbs],
  ]) {
    const { exitCode, stderr } = await machine.pantry(machine.folder, ...args);
    expect(exitCode, stderr).toBe(0);
  }
  const example = copyExample("hello", join(machine.folder, "example"));
  for (const file of ["build.zig", "src/main.zig"])
    writeFileSync(join(app, file), readFileSync(join(example, file)));
  return app;
}

describe("a fresh application", { timeout: 300_000 }, () => {
  const greeted = "\u001b[1mHello\u001b[0m, Pantry!\nA full pantry makes a calm cook.";

  test("builds without network from zig-pkg alone, lazy and transitive packages included", async () => {
    const machine = machineIn(temporaryFolder());
    const app = await application(machine);
    expect(readdirSync(join(app, "zig-pkg")).sort()).toEqual(Object.values(hashes).sort());
    rmSync(machine.zigCache, { recursive: true });
    const built = await machine.zig(app, ["build", "run", "-Dproverb"], { network: false });
    expect(built.stdout, built.stderr).toBe(greeted);
  });

  test("builds without network from the global cache alone", async () => {
    const machine = machineIn(temporaryFolder());
    const app = await application(machine);
    rmSync(join(app, "zig-pkg"), { recursive: true });
    const built = await machine.zig(app, ["build", "run", "-Dproverb"], { network: false });
    expect(built.stdout, built.stderr).toBe(greeted);
  });

  test("is built by a teammate without Pantry, while the addresses live", async () => {
    const machine = machineIn(temporaryFolder());
    const app = await application(machine);
    const teammate = machineIn(temporaryFolder());
    rmSync(join(app, "zig-pkg"), { recursive: true });
    const built = await teammate.zig(app, ["build", "run", "-Dproverb"]);
    expect(built.stdout, built.stderr).toBe(greeted);
  });
});

describe("a project that zig init made", { timeout: 300_000 }, () => {
  test("builds with the lines that add prints", async () => {
    const machine = machineIn(temporaryFolder());
    const app = writeFiles(join(machine.folder, "zigapp"), { ".keep": "" });
    await machine.zig(app, ["init"]);
    const before = readFileSync(join(app, "build.zig.zon"), "utf8");
    const added = await machine.pantry(app, "add", urls.greeting, "--json");
    expect(added.exitCode, added.stderr).toBe(0);
    const lines: string[] = JSON.parse(added.stdout).additions[0].buildLines;
    expect(lines).toEqual([
      'const greeting = b.dependency("greeting", .{ .target = target, .optimize = optimize });',
      'exe.root_module.addImport("greeting", greeting.module("greeting"));',
    ]);
    const build = readFileSync(join(app, "build.zig"), "utf8");
    writeFileSync(
      join(app, "build.zig"),
      build.replace("    b.installArtifact(exe);", `${lines.join("\n")}\n    b.installArtifact(exe);`),
    );
    writeFileSync(
      join(app, "src/main.zig"),
      'const std = @import("std");\nconst greeting = @import("greeting");\npub fn main(init: std.process.Init) !void {\n    var buffer: [99]u8 = undefined;\n    var out: std.Io.File.Writer = .init(.stdout(), init.io, &buffer);\n    try greeting.write(&out.interface, "you");\n    try out.interface.flush();\n}\n',
    );
    const built = await machine.zig(app, ["build", "run"], { network: false });
    expect(built.stdout, built.stderr).toContain("Hello\u001b[0m, you!");

    const removed = await machine.pantry(app, "remove", "greeting");
    expect(removed.exitCode, removed.stderr).toBe(0);
    expect(readFileSync(join(app, "build.zig.zon"), "utf8")).toBe(before);
    expect(existsSync(join(app, "zig-pkg", hashes.greeting))).toBe(false);
  });
});

describe("install", { timeout: 300_000 }, () => {
  test("adopts a project that never saw Pantry, and writes nothing but the lock", async () => {
    const machine = machineIn(temporaryFolder());
    const app = copyExample("hello", machine.folder);
    rmSync(join(app, "build.zig.zon"));
    await machine.pantry(app, "init", "--name", "hello");
    for (const file of ["pantry.toml", ".gitignore"]) rmSync(join(app, file));
    await machine.zig(app, ["fetch", "--save", urls.greeting]);
    await machine.zig(app, ["fetch", "--save", urls.proverbs]);
    rmSync(join(app, "zig-pkg"), { recursive: true, force: true });
    rmSync(machine.zigCache, { recursive: true, force: true });
    const before = snapshot(app);

    const installed = await machine.pantry(app, "install");
    expect(installed.exitCode, installed.stderr).toBe(0);
    const { "pantry.lock": lock, ...after } = snapshot(app);
    expect(after).toEqual(before);
    expect(lock).toContain(hashes.ink);
    const built = await machine.zig(app, ["build"], { network: false });
    expect(built.exitCode, built.stderr).toBe(0);

    const frozen = await machine.pantry(app, "ci");
    expect(frozen.exitCode, frozen.stderr).toBe(0);
    expect(frozen.stderr).toContain("nothing to do");
  });

  test("writes the same lock on another machine, and with a store that knows the packages", async () => {
    const one = machineIn(temporaryFolder());
    const app = await application(one);
    const lock = readFileSync(join(app, "pantry.lock"), "utf8");
    for (const machine of [one, machineIn(temporaryFolder())]) {
      rmSync(join(app, "pantry.lock"));
      rmSync(join(app, "zig-pkg"), { recursive: true });
      const { exitCode, stderr } = await machine.pantry(app, "install");
      expect(exitCode, stderr).toBe(0);
      expect(readFileSync(join(app, "pantry.lock"), "utf8")).toBe(lock);
    }
  });

  test("--frozen names both sides where lock and manifest differ, and changes nothing", async () => {
    const machine = machineIn(temporaryFolder());
    const app = await application(machine);
    const zon = join(app, "build.zig.zon");
    writeFileSync(
      zon,
      readFileSync(zon, "utf8").replaceAll(urls.proverbs, urls.ink).replaceAll(hashes.proverbs, hashes.ink),
    );
    const before = snapshot(app);
    const { exitCode, stderr } = await machine.pantry(app, "install", "--frozen");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("`proverbs`");
    expect(stderr).toContain(hashes.proverbs);
    expect(stderr).toContain(hashes.ink);
    expect(snapshot(app)).toEqual(before);
  });

  test("--offline names all that is missing, and works from the store", async () => {
    const machine = machineIn(temporaryFolder());
    const app = await application(machine);
    rmSync(join(app, "zig-pkg"), { recursive: true });
    const warm = await machine.pantry(app, "install", "--offline");
    expect(warm.exitCode, warm.stderr).toBe(0);

    const stranger = machineIn(temporaryFolder());
    rmSync(join(app, "zig-pkg"), { recursive: true });
    const cold = await stranger.pantry(app, "install", "--offline", "--json");
    expect(cold.exitCode).toBe(3);
    const { error } = JSON.parse(cold.stdout);
    expect(error.code).toBe("OFFLINE_MISSING");
    for (const hash of Object.values(hashes)) expect(error.message).toContain(hash);
  });
});

describe("verify", () => {
  test("names each file that was changed, added or taken away, and repairs", async () => {
    const machine = machineIn(temporaryFolder());
    const app = await application(machine);
    const ink = join(app, "zig-pkg", hashes.ink);
    rmSync(join(ink, "src/root.zig"));
    writeFileSync(join(ink, "extra.zig"), "");
    rmSync(join(ink, "build.zig"));
    writeFileSync(join(ink, "build.zig"), "// changed\n");
    rmSync(join(app, "zig-pkg", hashes.greeting), { recursive: true });

    const { exitCode, stderr } = await machine.pantry(app, "verify");
    expect(exitCode).toBe(4);
    for (const line of [
      "changed build.zig",
      "missing src/root.zig",
      "extra extra.zig",
      "greeting: is missing",
    ]) {
      expect(stderr).toContain(line);
    }
    const listed = JSON.parse((await machine.pantry(app, "verify", "--json")).stdout);
    expect(listed).toMatchObject({ checked: 3, error: { code: "PLACED_DAMAGED" } });
    expect(listed.damaged.find(({ path }: { path: string }) => path === ink)).toMatchObject({
      hash: hashes.ink,
      problem: "differs",
    });
    expect(listed.damaged.flatMap(({ files }: { files: { path: string }[] }) => files)).toContainEqual({
      path: "extra.zig",
      problem: "extra",
    });
    expect((await machine.pantry(app, "verify", "--repair")).exitCode).toBe(0);
    const clean = await machine.pantry(app, "verify");
    expect(clean.exitCode, clean.stderr).toBe(0);
    expect(clean.stderr).toContain("3 packages verified");
  });

  test("an edit through a hard link does not spread to another project", async () => {
    const machine = machineIn(temporaryFolder());
    const app = await application(machine);
    const edited = join(app, "zig-pkg", hashes.ink, "src/root.zig");
    rmSync(join(app, ".zig-cache"), { recursive: true, force: true });
    // Root writes to read-only files; others would have to chmod first.
    writeFileSync(edited, "// edited in place\n");

    const other = join(machine.folder, "other");
    await machine.pantry(machine.folder, "init", "other");
    const added = await machine.pantry(other, "add", urls.ink);
    expect(added.exitCode, added.stderr).toBe(0);
    expect(readFileSync(join(other, "zig-pkg", hashes.ink, "src/root.zig"), "utf8")).toContain(
      "Styles for text",
    );
    expect((await machine.pantry(other, "verify")).exitCode).toBe(0);
    expect((await machine.pantry(app, "verify")).exitCode).toBe(4);
  });
});

/** The files of a project that are its own: not what is placed or built. */
function snapshot(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/[/\\](zig-pkg|\.zig-cache|zig-out)[/\\]/.test(path));
  return Object.fromEntries(files.map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]));
}
