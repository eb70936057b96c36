import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sharedFolder, temporaryFolder } from "../support/folders.ts";
import { bundle, type Machine, machineIn } from "../support/pantry.ts";
import { type RunningRegistry, startRegistryProcess } from "../support/running-registry.ts";
import { onTerminal } from "../support/screen.ts";

const shared = sharedFolder();
let registry: RunningRegistry;
let machine: Machine;

beforeAll(async () => {
  registry = await startRegistryProcess(machineIn(shared.path));
  machine = machineIn(shared.path, { PANTRY_REGISTRY: registry.url });
});

afterAll(async () => {
  await registry.stop();
  shared.remove();
});

const login = (...more: string[]) =>
  machine.piped("swordfish-7\n", shared.path, "login", "--username", "ada", "--password-stdin", ...more);

test("login says whether it made the account", async () => {
  const first = await login();
  expect(first.stderr).toContain("made the account ada");
  const again = await login();
  expect(again.exitCode, again.stderr).toBe(0);
  expect(again.stderr).not.toContain("made the account");
  expect(JSON.parse((await login("--json")).stdout)).toEqual({
    registry: registry.url,
    user: "ada",
    created: false,
  });
});

test("token makes limited ones, lists them, and ends one by the beginning of its key", async () => {
  await login();
  const limits = ["--packages", "httpz,@acme/*", "--expires", "90", "--name", "ci", "--password-stdin"];
  const made = await machine.piped("swordfish-7\n", shared.path, "token", "create", "--read-only", ...limits);
  expect(made.exitCode, made.stderr).toBe(0);
  expect(made.stdout.trim()).toMatch(/^ptry_[0-9a-f]{48}$/);
  const list = (await machine.pantry(shared.path, "token", "list")).stdout;
  const line = list.split("\n").find((each) => each.includes("  ci  ")) ?? "";
  expect(line).toMatch(/^[0-9a-f]{12} {2}ptry_.* {2}ci {2}read only, for httpz, @acme\/\*, until \d{4}-/);

  const unclear = await machine.pantry(shared.path, "token", "revoke", "nothing", "--json");
  expect([unclear.exitCode, JSON.parse(unclear.stdout).error.code]).toEqual([1, "TOKEN_UNCLEAR"]);
  const ended = await machine.pantry(shared.path, "token", "revoke", line.slice(0, 12));
  expect(ended.exitCode, ended.stderr).toBe(0);
  expect((await machine.pantry(shared.path, "token", "list")).stdout).not.toContain("  ci  ");
  const days = await machine.pantry(shared.path, "token", "create", "--expires", "soon");
  expect([days.exitCode, days.stderr]).toEqual([2, expect.stringContaining("no number of days")]);
});

test("a token that cannot be kept is ended, and the reason is told", async () => {
  await login();
  const before = (await machine.pantry(shared.path, "token", "list")).stdout;
  const other = machineIn(temporaryFolder(), { PANTRY_REGISTRY: registry.url });
  const kept = join(other.home, ".pantry");
  mkdirSync(kept, { recursive: true });
  symlinkSync(join(kept, "nowhere", "credentials.toml"), join(kept, "credentials.toml"));
  const words = ["login", "--username", "ada", "--password-stdin"];
  const { exitCode, stderr } = await other.piped("swordfish-7\n", other.folder, ...words);
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining("credentials.toml")]);
  expect((await machine.pantry(shared.path, "token", "list")).stdout).toBe(before);
});

test("nobody is asked for a password where no registry answers", async () => {
  const screen = await onTerminal(`"${process.execPath}" "${bundle}" login`, {
    cwd: shared.path,
    env: { ...machine.env, PANTRY_REGISTRY: "http://127.0.0.1:1", NO_COLOR: "1" },
  });
  expect(screen).toMatch(/^error: no registry answers at http:\/\/127\.0\.0\.1:1\/\n/);
});
