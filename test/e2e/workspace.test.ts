import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sharedFolder, temporaryFolder } from "../support/folders.ts";
import { manifestText, writeFiles } from "../support/libraries.ts";
import { type Machine, machineIn } from "../support/pantry.ts";
import { publisher } from "../support/publisher.ts";
import { type RunningRegistry, startRegistryProcess } from "../support/running-registry.ts";

const shared = sharedFolder();
let registry: RunningRegistry;

beforeAll(async () => {
  registry = await startRegistryProcess(machineIn(shared.path));
  const publish = await publisher(shared.path, registry.url);
  for (const version of ["1.0.0", "1.1.0", "2.0.0"]) await publish("salt", version);
  await publish("soup", "1.1.0", { needs: "salt@1.0.0" });
  await publish("soup", "1.2.0", { needs: "salt@1.1.0" });
});

afterAll(async () => {
  await registry.stop();
  shared.remove();
});

async function succeed(running: ReturnType<Machine["pantry"]>) {
  const result = await running;
  expect(result.exitCode, result.stderr).toBe(0);
  return result;
}

async function fail(running: ReturnType<Machine["pantry"]>) {
  const { exitCode, stdout } = await running;
  return { exitCode, ...JSON.parse(stdout).error };
}

/** `app` depends on `lib/bowl` by path; each prints, or is, what it imports. */
function workspace(settings = "") {
  const machine = machineIn(temporaryFolder(), { PANTRY_REGISTRY: registry.url });
  const root = join(machine.folder, "kitchen");
  mkdirSync(root);
  writeFileSync(join(root, "pantry.toml"), `[workspace]\nmembers = ["app", "lib/*"]\n${settings}`);
  const paths = ["build.zig", "build.zig.zon", "src"];
  writeFiles(root, {
    "app/build.zig": `pub fn build(b: *@import("std").Build) void {
    const exe = b.addExecutable(.{ .name = "app", .root_module = b.createModule(.{
        .root_source_file = b.path("src/main.zig"),
        .target = b.graph.host,
    }) });
    exe.root_module.addImport("bowl", b.dependency("bowl", .{}).module("bowl"));
    exe.root_module.addImport("soup", b.dependency("soup", .{}).module("soup"));
    b.step("run", "").dependOn(&b.addRunArtifact(exe).step);
}
`,
    "app/src/main.zig": `const std = @import("std");
pub fn main() void {
    std.debug.print("{s}, {s}, {s}\\n", .{ @import("soup").text, @import("soup").salt.text, @import("bowl").salt.text });
}
`,
    "app/build.zig.zon": manifestText("app", {
      paths,
      dependencies: '.{ .bowl = .{ .path = "../lib/bowl" } }',
    }),
    "lib/bowl/build.zig": `pub fn build(b: *@import("std").Build) void {
    const module = b.addModule("bowl", .{ .root_source_file = b.path("src/bowl.zig"), .target = b.graph.host });
    module.addImport("salt", b.dependency("salt", .{}).module("salt"));
    b.step("test", "").dependOn(&b.addRunArtifact(b.addTest(.{ .root_module = module })).step);
}
`,
    "lib/bowl/src/bowl.zig": `pub const salt = @import("salt");
test {
    try @import("std").testing.expectEqualStrings("salt 1.1.0", salt.text);
}
`,
    "lib/bowl/build.zig.zon": manifestText("bowl", { paths }),
    "lib/notes/README.md": "no project\n",
  });
  const read = (name: string) => readFileSync(join(root, name), "utf8");
  return {
    machine,
    root,
    read,
    in: (path: string, ...words: string[]) => machine.pantry(join(root, path), ...words),
  };
}

describe("a workspace", { timeout: 300_000 }, () => {
  test("two members build offline with the real zig, from one lock", async () => {
    const kitchen = workspace();
    await succeed(kitchen.in("app", "add", "soup@^1.0"));
    await succeed(kitchen.in("lib/bowl", "add", "salt@^1"));
    expect(kitchen.read("app/pantry.toml")).toBe('[dependencies]\nsoup = "^1.0"\n');
    expect(kitchen.read("lib/bowl/pantry.toml")).toBe('[dependencies]\nsalt = "^1"\n');
    expect(kitchen.read("pantry.toml")).toBe('[workspace]\nmembers = ["app", "lib/*"]\n');
    expect(existsSync(join(kitchen.root, "app/pantry.lock"))).toBe(false);
    const lock = kitchen.read("pantry.lock");
    expect([...lock.matchAll(/^(?:path|name) = "(.*)"/gm)].map(([, name]) => name)).toEqual([
      "app",
      "lib/bowl",
      "bowl",
      "salt",
      "soup",
    ]);

    // As a teammate has it: a clone, an empty cache, one install at the root.
    for (const path of ["app/zig-pkg", "lib/bowl/zig-pkg"])
      rmSync(join(kitchen.root, path), { recursive: true, force: true });
    rmSync(kitchen.machine.zigCache, { recursive: true, force: true });
    rmSync(join(kitchen.machine.home, ".pantry"), { recursive: true, force: true });
    const { stderr } = await succeed(kitchen.in(".", "install"));
    expect(stderr).toMatch(/2 packages in place, 2 of them new/);
    expect(kitchen.read("pantry.lock")).toBe(lock);
    rmSync(kitchen.machine.zigCache, { recursive: true, force: true });
    const ran = await kitchen.machine.zig(join(kitchen.root, "app"), ["build", "run"], { network: false });
    expect(ran.stderr).toContain("soup 1.2.0, salt 1.1.0, salt 1.1.0");
    const tested = await kitchen.machine.zig(join(kitchen.root, "lib/bowl"), ["build", "test"], {
      network: false,
    });
    expect([tested.exitCode, tested.stderr]).toEqual([0, ""]);
    await succeed(kitchen.in("app", "ci"));
    expect((await succeed(kitchen.in("lib/bowl", "install"))).stderr).toContain("nothing to do");
    expect(JSON.parse((await succeed(kitchen.in(".", "verify", "--json"))).stdout)).toMatchObject({
      damaged: [],
    });
  });

  test("is published a member at a time", async () => {
    const kitchen = workspace();
    for (const words of [["publish", "--dry-run"], ["pack"], ["tree"]]) {
      const { exitCode, stderr } = await kitchen.in(".", ...words);
      expect([exitCode, stderr]).toEqual([
        1,
        `error: ${kitchen.root} is the root of a workspace, and no project itself\nhint: say which member is meant: \`-C app\``,
      ]);
    }
    await succeed(kitchen.in("lib/bowl", "pack"));
  });

  test.each([
    { stands: "..", words: ["-C", "kitchen", "tree"], hint: "-C kitchen/app" },
    { stands: "lib", words: ["tree"], hint: "-C ../app" },
    { stands: "app", words: ["-C", "..", "tree"], hint: "-C ." },
  ])("the hint for a member counts from $stands, where the user stands", async ({ stands, words, hint }) => {
    const { stderr } = await workspace().in(stands, ...words);
    expect(stderr).toContain(`say which member is meant: \`${hint}\``);
  });

  test("is solved together", async () => {
    const kitchen = workspace('\n[resolution]\nduplicates = "deny"\n');
    await succeed(kitchen.in("app", "add", "soup@^1.0"));
    await succeed(kitchen.in("lib/bowl", "add", "salt@1.0.0"));
    expect(kitchen.read("app/build.zig.zon")).toContain("soup-1.1.0.tar.gz");
    const { stderr, exitCode } = await kitchen.in("lib/bowl", "add", "salt@^2");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("`app` needs soup ^1.0");
    expect(stderr).toContain("`lib/bowl` needs salt ^2");
  });

  test("update and outdated at the root are about all members, in a member about that one", async () => {
    const kitchen = workspace();
    await succeed(kitchen.in("app", "add", "soup@1.1.0"));
    await succeed(kitchen.in("lib/bowl", "add", "salt@1.0.0"));
    for (const path of ["app/pantry.toml", "lib/bowl/pantry.toml"])
      writeFileSync(join(kitchen.root, path), kitchen.read(path).replace('"1.', '"^1.'));
    await succeed(kitchen.in(".", "install"));
    const rows = JSON.parse((await succeed(kitchen.in(".", "outdated", "--json"))).stdout).dependencies;
    expect(
      rows.map(({ project, alias, wanted }: Record<string, string>) => `${project} ${alias} ${wanted}`),
    ).toEqual(["app bowl null", "app soup 1.2.0", "lib/bowl salt 1.1.0"]);
    await succeed(kitchen.in("lib/bowl", "update"));
    expect(kitchen.read("app/build.zig.zon")).toContain("soup-1.1.0");
    expect(kitchen.read("lib/bowl/build.zig.zon")).toContain("salt-1.1.0");
    const { stderr } = await succeed(kitchen.in(".", "update"));
    expect(stderr).toContain("`soup` of app: 1.1.0 → 1.2.0");
    expect(kitchen.read("app/build.zig.zon")).toContain("soup-1.2.0");
    const [, row] = (await succeed(kitchen.in(".", "outdated"))).stdout.split("\n");
    expect(row).toMatch(/^app: bowl +–/);
    const named = JSON.parse((await succeed(kitchen.in(".", "update", "bowl", "--json"))).stdout);
    expect(named.leftAlone).toMatchObject([{ project: "app", alias: "bowl" }]);
    const { stdout } = await succeed(kitchen.in("app", "tree"));
    expect(stdout.split("\n")).toEqual([
      "app 1.0.0 (app)",
      "├── bowl 1.0.0 (lib/bowl)",
      "│   └── salt 1.1.0",
      "└── soup 1.2.0",
      "    └── salt 1.1.0",
    ]);
  });

  test("a member that goes leaves the lock, and frozen says so", async () => {
    const kitchen = workspace();
    await succeed(kitchen.in("lib/bowl", "add", "salt@1.0.0"));
    writeFiles(kitchen.root, { "lib/cup/build.zig": "", "lib/cup/build.zig.zon": manifestText("cup") });
    const frozen = await fail(kitchen.in(".", "ci", "--json"));
    expect(frozen).toMatchObject({ exitCode: 1, code: "LOCK_DIFFERS" });
    expect(frozen.message).toContain("the project lib/cup is not in pantry.lock");
    await succeed(kitchen.in(".", "install"));
    expect(kitchen.read("pantry.lock")).toContain('path = "lib/cup"');
    rmSync(join(kitchen.root, "lib/cup"), { recursive: true });
    expect((await fail(kitchen.in(".", "ci", "--json"))).message).toContain(
      "the project lib/cup is in pantry.lock, and not in the workspace",
    );
    await succeed(kitchen.in("app", "install"));
    expect(kitchen.read("pantry.lock")).not.toContain("lib/cup");
  });

  test("a root that is a project too, with the name of a member; a former lock is named", async () => {
    const kitchen = workspace('\n[resolution]\nduplicates = "deny"\n');
    writeFiles(kitchen.root, {
      "build.zig": "",
      "build.zig.zon": manifestText("app"),
      "app/pantry.lock": "",
    });
    await succeed(kitchen.in("app", "add", "soup@^1.0"));
    const { stderr } = await succeed(kitchen.in(".", "add", "salt@1.0.0"));
    expect(stderr).toContain("`soup` moved so that all fit together: 1.2.0 → 1.1.0");
    expect(kitchen.read("app/build.zig.zon")).toContain("soup-1.1.0.tar.gz");
    expect(kitchen.read("build.zig.zon")).not.toContain("soup");
    expect((await kitchen.in(".", "add", "salt@^2")).stderr).toContain("`app (.)` needs salt ^2");
    rmSync(join(kitchen.root, "app/zig-pkg"), { recursive: true });
    expect((await succeed(kitchen.in(".", "install"))).stderr).toContain(
      "note: app/pantry.lock is not read any more",
    );
  });

  test("a folder that no workspace names stands alone, also inside of one", async () => {
    const kitchen = workspace();
    writeFiles(kitchen.root, { "other/build.zig": "", "other/build.zig.zon": manifestText("other") });
    await succeed(kitchen.in("other", "add", "salt@1.0.0"));
    expect(readdirSync(join(kitchen.root, "other"))).toContain("pantry.lock");
    expect(existsSync(join(kitchen.root, "pantry.lock"))).toBe(false);
  });

  test.each<[string, Record<string, string>, string, string]>([
    [
      "a member that is not there",
      { "pantry.toml": '[workspace]\nmembers = ["pot"]\n' },
      "install",
      "WORKSPACE_INVALID",
    ],
    [
      "no member at all",
      { "pantry.toml": '[workspace]\nmembers = ["pots/*"]\n' },
      "install",
      "WORKSPACE_INVALID",
    ],
    [
      "settings in a member",
      { "app/pantry.toml": '[zig]\nversion = "0.16.0"\n' },
      "install",
      "WORKSPACE_INVALID",
    ],
    [
      "a workspace in a workspace",
      { "app/pantry.toml": "[workspace]\nmembers = []\n" },
      "install",
      "WORKSPACE_INVALID",
    ],
    [
      "a member outside",
      { "pantry.toml": '[workspace]\nmembers = ["../x"]\n' },
      "install",
      "SETTINGS_INVALID",
    ],
    ["a root that is no project", {}, "tree", "PROJECT_NOT_FOUND"],
  ])("refuses %s", async (_, files, command, code) => {
    const kitchen = workspace();
    writeFiles(kitchen.root, files);
    expect(await fail(kitchen.in(".", command, "--json"))).toMatchObject({ exitCode: 1, code });
  });
});
