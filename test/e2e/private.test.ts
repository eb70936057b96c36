import { chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sharedFolder } from "../support/folders.ts";
import { manifestText, writeFiles } from "../support/libraries.ts";
import { type Machine, machineIn, type PantryResult } from "../support/pantry.ts";
import { type RunningRegistry, startRegistryProcess } from "../support/running-registry.ts";

const shared = sharedFolder();
let registry: RunningRegistry;
let ada: Machine;
let bob: Machine;
const leaf = join(shared.path, "leaf");
const dinner = join(shared.path, "dinner");

async function succeed(running: Promise<PantryResult>): Promise<PantryResult> {
  const result = await running;
  expect(result.exitCode, result.stderr).toBe(0);
  return result;
}

async function signIn(machine: Machine, name: string): Promise<void> {
  const words = ["login", "--username", name, "--password-stdin"];
  await succeed(machine.piped("swordfish-7\n", shared.path, ...words));
}

/** Ada publishes `leaf` for herself, and uses it in `dinner`. */
beforeAll(async () => {
  registry = await startRegistryProcess(machineIn(shared.path));
  ada = machineIn(join(shared.path, "ada"), { PANTRY_REGISTRY: registry.url });
  bob = machineIn(join(shared.path, "bob"), { PANTRY_REGISTRY: registry.url });
  await signIn(ada, "ada");
  writeFiles(leaf, {
    "build.zig.zon": manifestText("leaf", { paths: ["build.zig", "build.zig.zon", "root.zig"] }),
    "build.zig":
      'pub fn build(b: *@import("std").Build) void {\n    _ = b.addModule("leaf", .{ .root_source_file = b.path("root.zig") });\n}\n',
    "root.zig": "pub const answer = 42;\n",
    "pantry.toml": '[package]\ndescription = "A secret leaf"\naccess = "restricted"\n',
  });
  writeFiles(dinner, {
    "build.zig.zon": manifestText("dinner"),
    "build.zig": `pub fn build(b: *@import("std").Build) void {
    const object = b.addObject(.{ .name = "dinner", .root_module = b.createModule(.{
        .root_source_file = b.path("main.zig"),
        .target = b.graph.host,
        .imports = &.{.{ .name = "leaf", .module = b.dependency("leaf", .{}).module("leaf") }},
    }) });
    b.getInstallStep().dependOn(&object.step);
}
`,
    "main.zig": 'export fn answer() u32 {\n    return @import("leaf").answer;\n}\n',
  });
});

afterAll(async () => {
  await registry.stop();
  shared.remove();
});

test("a package is published, found and used by its owner, who is told what others need", async () => {
  const { stderr } = await succeed(ada.pantry(leaf, "publish", "--no-build"));
  expect(stderr).toContain(
    "it is private: its owners get it with `pantry add leaf`, once they are signed in",
  );

  const added = await succeed(ada.pantry(dinner, "add", "leaf"));
  const note = `note: leaf 1.0.0 is private: whoever builds this needs Pantry, signed in to ${registry.url}`;
  expect(added.stderr).toContain(note);
  expect(added.stderr.split(note).length).toBe(2);
  await succeed(ada.zig(dinner, ["build"], { network: false }));

  expect((await succeed(ada.pantry(dinner, "info", "leaf"))).stdout).toMatch(
    /private\s+only its owners see it/,
  );
  expect((await succeed(ada.pantry(dinner, "search", "leaf"))).stdout).toContain("A secret leaf");
  expect((await succeed(ada.pantry(dinner, "outdated"))).stdout).not.toContain("leaf");
  expect((await succeed(ada.pantry(dinner, "tree"))).stdout).toContain("leaf 1.0.0");
  expect((await succeed(ada.pantry(dinner, "add", "leaf"))).stderr).not.toContain("is private");
}, 300_000);

test("to others it is not there, and they are told what to do where a project needs it", async () => {
  const copy = join(bob.folder, "dinner");
  cpSync(dinner, copy, { recursive: true, filter: (path) => !/zig-pkg|zig-cache/.test(path) });
  const empty = writeFiles(join(bob.folder, "empty"), { "build.zig.zon": manifestText("empty") });
  const missing = await bob.pantry(empty, "add", "leaf");
  expect([missing.exitCode, missing.stderr]).toEqual([
    1,
    expect.stringContaining("are signed in and may read it"),
  ]);
  expect((await succeed(bob.pantry(copy, "search", "leaf"))).stdout).not.toContain("leaf");

  const hidden = await bob.pantry(copy, "install", "--json");
  expect(hidden.exitCode).toBe(5);
  expect(JSON.parse(hidden.stdout).error).toMatchObject({
    code: "PACKAGE_HIDDEN",
    message: expect.stringContaining("does not show leaf 1.0.0 to who is not signed in"),
    hint: expect.stringContaining("`pantry login` signs in"),
  });
  expect((await bob.zig(copy, ["build"])).exitCode).not.toBe(0);

  await signIn(bob, "bob");
  const denied = await bob.pantry(copy, "install");
  expect([denied.exitCode, denied.stderr]).toEqual([
    5,
    expect.stringContaining("`pantry owner add leaf USER`"),
  ]);
  // A token that the registry does not take is named, and not the package that it would have opened.
  const { env } = bob;
  const worn = machineIn(bob.folder, {
    PANTRY_REGISTRY: env["PANTRY_REGISTRY"] ?? "",
    PANTRY_TOKEN: "ptry_old",
  });
  expect((await worn.pantry(copy, "install")).stderr).toContain("the registry does not know this token");

  await succeed(ada.pantry(dinner, "owner", "add", "leaf", "bob"));
  // It is in the lock: who added it was told, and who gets it is signed in.
  expect((await succeed(bob.pantry(copy, "install"))).stderr).not.toContain("is private");
  rmSync(join(copy, "pantry.lock"));
  rmSync(join(bob.home, ".pantry", "store"), { recursive: true });
  expect((await succeed(bob.pantry(copy, "install"))).stderr).toContain("note: leaf 1.0.0 is private");
  await succeed(bob.zig(copy, ["build"], { network: false }));

  const lock = readFileSync(join(copy, "pantry.lock"), "utf8");
  expect(lock).toBe(readFileSync(join(dinner, "pantry.lock"), "utf8"));
  const hash = /hash = "(leaf-[^"]+)"/.exec(lock)?.[1] ?? "";
  const placed = join(copy, "zig-pkg", hash, "root.zig");
  chmodSync(placed, 0o644);
  writeFileSync(placed, "pub const answer = 43;\n");
  expect((await bob.pantry(copy, "verify")).exitCode).toBe(4);
  rmSync(join(bob.home, ".pantry", "store"), { recursive: true });
  rmSync(bob.zigCache, { recursive: true, force: true });
  await succeed(bob.pantry(copy, "verify", "--repair"));
  expect(readFileSync(placed, "utf8")).toContain("42");
  rmSync(join(copy, "zig-pkg"), { recursive: true });
  await succeed(bob.pantry(copy, "install", "--frozen", "--offline"));
  await succeed(bob.pantry(copy, "vendor"));
}, 300_000);

test("what depends on it is private too, until all of it becomes public", async () => {
  const broth = writeFiles(join(shared.path, "broth"), {
    "build.zig.zon": manifestText("broth", { paths: ["build.zig", "build.zig.zon"] }),
    "build.zig": "pub fn build(_: *anyopaque) void {}\n",
  });
  await succeed(ada.pantry(broth, "add", "leaf"));
  const publish = (folder: string, ...more: string[]) => ada.pantry(folder, "publish", "--no-build", ...more);
  const refused = await publish(broth, "--json");
  expect(refused.exitCode).toBe(1);
  expect(JSON.parse(refused.stdout).error).toMatchObject({ code: "DEPENDENCY_PRIVATE" });
  await succeed(publish(broth, "--access", "restricted"));
  expect((await publish(broth, "--access", "public")).stderr).toContain("depends on what is private");
  expect((await publish(broth, "--access", "secret")).exitCode).toBe(2);

  const again = await succeed(publish(leaf, "--access", "public"));
  expect(again.stderr).toContain("leaf 1.0.0 was published already");
  await succeed(publish(broth, "--access", "public"));
  const stranger = machineIn(join(shared.path, "stranger"), { PANTRY_REGISTRY: registry.url });
  const app = writeFiles(join(stranger.folder, "app"), {
    "build.zig.zon": manifestText("app"),
    "build.zig": "pub fn build(_: *anyopaque) void {}\n",
  });
  expect((await succeed(stranger.pantry(app, "add", "broth"))).stderr).not.toContain("is private");
  await succeed(stranger.zig(app, ["build", "--fetch=all"], { network: false }));
}, 300_000);
