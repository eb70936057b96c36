import { afterAll, beforeAll, expect, test } from "vitest";
import { sharedFolder } from "../support/folders.ts";
import { type Machine, machineIn } from "../support/pantry.ts";
import { type RunningRegistry, startRegistryProcess } from "../support/running-registry.ts";

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
