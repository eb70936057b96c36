import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sharedFolder } from "../support/folders.ts";
import { manifestText, writeFiles } from "../support/libraries.ts";
import { type Machine, machineIn } from "../support/pantry.ts";
import { type RunningRegistry, startRegistryProcess } from "../support/running-registry.ts";

const shared = sharedFolder();
let registry: RunningRegistry;
let machine: Machine;

beforeAll(async () => {
  registry = await startRegistryProcess(machineIn(shared.path));
  machine = machineIn(join(shared.path, "ada"), { PANTRY_REGISTRY: registry.url });
  await machine.piped("swordfish-7\n", shared.path, "login", "--username", "ada", "--password-stdin");
  const soup = writeFiles(join(shared.path, "soup"), {
    "build.zig.zon": manifestText("soup", { paths: ["build.zig", "build.zig.zon", "soup.zig"] }),
    "build.zig": "pub fn build(_: *anyopaque) void {}\n",
    "soup.zig": "",
    "pantry.toml": '[package]\ndescription = "Cooks a broth"\nlicense = "MIT"\nkeywords = ["food"]\n',
  });
  const salt = writeFiles(join(shared.path, "salt"), {
    "build.zig.zon": manifestText("salt"),
    "build.zig": "pub fn build(_: *anyopaque) void {}\n",
    "README.md": "# salt\n\nWhat every [soup](https://e.x) **needs**.\n",
  });
  for (const folder of [soup, salt]) {
    const { exitCode, stderr } = await machine.pantry(folder, "publish", "--no-build");
    expect(exitCode, stderr).toBe(0);
  }
});

afterAll(async () => {
  await registry.stop();
  shared.remove();
});

const search = (...args: string[]) => machine.pantry(shared.path, "search", ...args);

test("finds by name, keyword, description and README, and `info` shows the same", async () => {
  const soup = await search("soup");
  expect(soup).toMatchObject({ exitCode: 0, stderr: "2 packages" });
  expect(soup.stdout).toBe(
    "soup 1.0.0  MIT · ada\n  Cooks a broth\nsalt 1.0.0  ada\n  What every soup needs.",
  );
  expect((await search("food", "license:mit", "owner:ada")).stdout).toContain("soup 1.0.0");
  const info = await machine.pantry(shared.path, "info", "soup");
  expect(info.stdout).toMatch(/is +Cooks a broth\n +license +MIT\n +keywords +food/);
});

test("for scripts", async () => {
  const { stdout } = await search("soup", "--json", "--limit", "1");
  const { total, packages } = JSON.parse(stdout);
  expect(total).toBe(2);
  expect(packages).toEqual([
    expect.objectContaining({ kind: "zig", name: "soup", description: "Cooks a broth", keywords: ["food"] }),
  ]);
});

test("says what to do where there is nothing", async () => {
  expect(await search("soop")).toMatchObject({
    exitCode: 0,
    stdout: "",
    stderr: "no package fits `soop`\nhint: did you mean `soup`?",
  });
  expect((await search("soup", "owner:nobody")).stderr).toContain("hint: try fewer or other words");
  expect((await search("owner:nobody")).stderr).toContain("hint: try fewer or other words");
  expect(await search("soup", "--limit", "0")).toMatchObject({ exitCode: 2 });
  expect(await search("soup", "--offline")).toMatchObject({ exitCode: 3 });
});
