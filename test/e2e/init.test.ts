import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/folders.ts";
import { machineIn } from "../support/pantry.ts";

describe("init", () => {
  test("an application runs, and its tests too", async () => {
    const machine = machineIn(temporaryFolder());
    const made = await machine.pantry(machine.folder, "init", "my-soup");
    expect(made.exitCode, made.stderr).toBe(0);
    const app = join(machine.folder, "my-soup");
    const built = await machine.zig(app, ["build", "run", "test"]);
    expect(built.stdout, built.stderr).toBe("Hello from my_soup!");
    expect((await machine.zig(app, ["fmt", "--check", "."])).exitCode).toBe(0);

    // Zig's usual writer begins at the start of a file, whatever is in it.
    execFileSync("sh", ["-c", "{ echo first; zig build run; } > log"], { cwd: app, env: machine.env });
    expect(readFileSync(join(app, "log"), "utf8")).toBe("first\nHello from my_soup!\n");
  });

  test("a library passes its tests, and is one that Zig fetches", async () => {
    const machine = machineIn(temporaryFolder());
    await machine.pantry(machine.folder, "init", "salt", "--lib");
    const library = join(machine.folder, "salt");
    const built = await machine.zig(library, ["build", "test"]);
    expect(built.exitCode, built.stderr).toBe(0);
    expect((await machine.zig(library, ["fmt", "--check", "."])).exitCode).toBe(0);
    const fetched = await machine.zig(library, ["fetch", "."]);
    const hashed = await machine.pantry(library, "hash", ".");
    expect(hashed.stdout).toBe(fetched.stdout);
  });

  test.each([
    { folder: "3d", name: "_3d" },
    { folder: "test", name: "test_" },
    { folder: "käse", name: "k_se" },
  ])("the folder $folder makes the name $name", async ({ folder, name }) => {
    const machine = machineIn(temporaryFolder());
    const { stdout } = await machine.pantry(machine.folder, "init", folder, "--json");
    expect(JSON.parse(stdout).name).toBe(name);
  });

  test("never overwrites", async () => {
    const machine = machineIn(temporaryFolder());
    const build = join(machine.folder, "build.zig");
    writeFileSync(build, "// mine\n");
    expect((await machine.pantry(machine.folder, "init", "--name", "app")).stderr).toContain(
      "build.zig was there",
    );
    expect(readFileSync(build, "utf8")).toBe("// mine\n");
    const again = await machine.pantry(machine.folder, "init", "--json");
    expect(JSON.parse(again.stdout).error.code).toBe("INIT_TAKEN");
    expect(again.exitCode).toBe(1);
  });

  // Where there is /proc, nobody can make a folder in it.
  test.each(["file/app", ...(existsSync("/proc/self") ? ["/proc/app"] : [])])(
    "no project can be in %s",
    async (folder) => {
      const machine = machineIn(temporaryFolder());
      writeFileSync(join(machine.folder, "file"), "");
      const { exitCode, stderr } = await machine.pantry(machine.folder, "init", folder);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^error: (no such file or|not a) directory/);
    },
  );

  test("a name that Zig would not take", async () => {
    const machine = machineIn(temporaryFolder());
    const { exitCode, stderr } = await machine.pantry(machine.folder, "init", "--name", "my-soup");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("`my-soup`");
  });
});
