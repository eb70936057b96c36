import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sharedFolder } from "../support/folders.ts";
import { manifestText, writeFiles } from "../support/libraries.ts";
import { type Machine, machineIn } from "../support/pantry.ts";
import { type RunningRegistry, startRegistryProcess } from "../support/running-registry.ts";

const shared = sharedFolder();
const dinner = join(shared.path, "dinner");
/** One fingerprint for all versions. */
const manifest = manifestText("soup", { paths: ["build.zig", "build.zig.zon"] });
let registry: RunningRegistry;
let machine: Machine;

async function succeed(folder: string, ...args: string[]) {
  const answer = await machine.pantry(folder, ...args);
  expect(answer.exitCode, answer.stderr).toBe(0);
  return answer;
}

async function publish(version: string): Promise<void> {
  const folder = writeFiles(join(shared.path, `soup-${version}`), {
    "build.zig.zon": manifest.replace("1.0.0", version),
    "build.zig": "pub fn build(_: *anyopaque) void {}\n",
  });
  await succeed(folder, "publish", "--no-build");
}

beforeAll(async () => {
  mkdirSync(shared.path, { recursive: true });
  registry = await startRegistryProcess(machineIn(shared.path));
  machine = machineIn(join(shared.path, "ada"), { PANTRY_REGISTRY: registry.url });
  await machine.piped("swordfish-7\n", shared.path, "login", "--username", "ada", "--password-stdin");
  await publish("1.0.0");
  writeFiles(dinner, { "build.zig.zon": manifestText("dinner"), "build.zig": "" });
});

afterAll(async () => {
  await registry.stop();
  shared.remove();
});

test("a deprecated version says so wherever it is met, and is taken where there is no other", async () => {
  const { stderr } = await succeed(shared.path, "deprecate", "soup@1.0.0", "it burns:", "use stew");
  expect(stderr).toBe("soup 1.0.0 is deprecated");

  expect((await succeed(dinner, "add", "soup")).stderr).toContain(
    "note: soup 1.0.0 is deprecated: it burns: use stew",
  );
  const info = await succeed(dinner, "info", "soup");
  expect(info.stdout).toMatch(/deprecated\s+it burns: use stew/);
  expect(info.stdout).toContain("1.0.0 (deprecated)");
  expect((await succeed(dinner, "outdated")).stdout).toContain(
    "  1.0.0, which is in use, is deprecated: it burns: use stew",
  );
  const audit = await machine.pantry(dinner, "audit");
  expect(audit.stdout).toBe(
    "low soup 1.0.0 is deprecated\n  it burns: use stew\n  brought by soup\n  `pantry update soup`, or leave it: it stays available",
  );
  expect(audit.exitCode).toBe(1);
  const { results } = JSON.parse((await machine.pantry(dinner, "audit", "--sarif")).stdout).runs[0];
  expect(results[0]).toMatchObject({ ruleId: "deprecated", level: "note" });
});

test("it is chosen last, and as any other once that is taken back", async () => {
  await publish("1.1.0");
  await succeed(shared.path, "deprecate", "soup@1.1.0", "too salty");
  const other = writeFiles(join(shared.path, "lunch"), {
    "build.zig.zon": manifestText("lunch", { version: "9.0.0" }),
  });
  const taken = async () => {
    await succeed(other, "update");
    const { stdout } = await succeed(other, "tree", "--json");
    return /"version": "(1\.\d\.0)"/.exec(stdout)?.[1];
  };
  await succeed(shared.path, "deprecate", "soup@1.0.0", "--undo");
  const added = await succeed(other, "add", "soup@^1.0");
  expect(added.stderr).toContain("+ soup 1.0.0\nnote: soup 1.1.0 is deprecated: too salty\n");
  expect(await taken()).toBe("1.0.0");
  const json = await succeed(shared.path, "deprecate", "soup@1.1.0", "--undo", "--json");
  expect(JSON.parse(json.stdout)).toEqual({ name: "soup", version: "1.1.0", deprecated: null });
  expect(await taken()).toBe("1.1.0");
});

test("nobody but an owner deprecates, and only with a line that terminals may print", async () => {
  const said = async (...args: string[]) => {
    const { exitCode, stdout } = await machine.pantry(shared.path, ...args, "--json");
    return [exitCode, JSON.parse(stdout).error.code];
  };
  expect(await said("deprecate", "soup@9.0.0", "stale")).toEqual([1, "VERSION_MISSING"]);
  expect(await said("deprecate", "soup@1.0.0", "two\nlines")).toEqual([1, "REQUEST_INVALID"]);
  const stranger = machineIn(join(shared.path, "bob"), { PANTRY_REGISTRY: registry.url });
  expect((await stranger.pantry(shared.path, "deprecate", "soup@1.0.0", "stale")).exitCode).toBe(5);
});
