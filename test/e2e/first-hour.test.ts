import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sharedFolder } from "../support/folders.ts";
import { copyExample } from "../support/libraries.ts";
import { bundle, type Machine, machineIn } from "../support/pantry.ts";
import { type RunningRegistry, startRegistryProcess } from "../support/running-registry.ts";
import { zigBinary } from "../support/zig.ts";

/*
 * A newcomer's first hour, as the README prints it: each line after `$` is run by a shell, and what it prints must be
 * what stands below it. Where it was printed does not count: the registry's port, folders, seconds, the
 * version of Node, links or clones, and what the port changes in hashes.
 */

const readme = readFileSync(fileURLToPath(new URL("../../README.md", import.meta.url)), "utf8");
const hour = /## The first hour\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? "";
const steps = [...hour.matchAll(/```console\n([\s\S]*?)```/g)]
  .flatMap(([, block = ""]) => block.split(/^\$ /m).slice(1))
  .map((step) => {
    const [command = "", ...output] = step.trimEnd().split("\n");
    return { command, output: output.join("\n") };
  });

const shared = sharedFolder();
let registry: RunningRegistry;
let machine: Machine;

beforeAll(async () => {
  registry = await startRegistryProcess(machineIn(shared.path));
  machine = machineIn(shared.path, { PANTRY_REGISTRY: registry.url });
  await publishLibraries();
});

afterAll(async () => {
  await registry.stop();
  shared.remove();
});

test("the first hour goes as the README tells it", { timeout: 300_000 }, async () => {
  const bin = join(shared.path, "bin");
  await execa("mkdir", [bin]);
  writeFileSync(join(bin, "pantry"), `#!/bin/sh\nexec "${process.execPath}" "${bundle}" "$@"\n`);
  chmodSync(join(bin, "pantry"), 0o755);
  const env = {
    ...machine.env,
    PATH: [bin, dirname(zigBinary), process.env["PATH"]].join(delimiter),
    // The registry is where `pantry` looks when nothing says otherwise.
    PANTRY_REGISTRY: registry.url,
  };
  expect(steps.length).toBeGreaterThan(20);

  let cwd = machine.home;
  for (const { command, output } of steps) {
    // Through one pipe, as to a terminal: who reads two cannot tell what was written first.
    const ran = await execa("bash", ["-c", `exec 2>&1\n${command}\nstatus=$?; pwd >&3; exit $status`], {
      cwd,
      env,
      extendEnv: false,
      reject: false,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    cwd = String(ran.stdio[3]).trim();
    expect(anywhere(ran.stdout.trim()), command).toBe(anywhere(output.trim()));
  }
});

/** Libraries of others: `ink` in four versions, of which the newest needs a newer Zig, and `greeting`, which uses the first. */
async function publishLibraries(): Promise<void> {
  const signedIn = await machine.piped(
    "swordfish-7\n",
    shared.path,
    "login",
    "--username",
    "ada",
    "--password-stdin",
  );
  expect(signedIn.exitCode, signedIn.stderr).toBe(0);
  const [ink, greeting] = [copyExample("ink", shared.path), copyExample("greeting", shared.path)];
  await publish(ink);
  await run(greeting, "remove", "ink");
  await run(greeting, "add", "ink");
  await publish(greeting);
  for (const [version, zig] of [
    ["0.2.0", "0.16.0"],
    ["0.2.1", "0.16.0"],
    ["0.3.0", "0.17.0"],
  ] as const) {
    const manifest = join(ink, "build.zig.zon");
    const changed = readFileSync(manifest, "utf8")
      .replace(/\.version = "[^"]*"/, `.version = "${version}"`)
      .replace(/\.minimum_zig_version = "[^"]*"/, `.minimum_zig_version = "${zig}"`);
    writeFileSync(manifest, changed);
    await publish(ink);
  }
  await run(shared.path, "logout");
}

const publish = (folder: string) => run(folder, "publish", "--no-build");

async function run(folder: string, ...args: string[]): Promise<void> {
  const { exitCode, stderr } = await machine.pantry(folder, ...args);
  expect(exitCode, `${args.join(" ")}: ${stderr}`).toBe(0);
}

function anywhere(text: string): string {
  return (
    text
      .replaceAll(registry.url, "http://localhost:7117/")
      .replaceAll(machine.home, "/home/ada")
      .replaceAll(dirname(zigBinary), "/opt/zig")
      .replaceAll(/Node \d+\.\d+\.\d+/g, "Node 20.20.2")
      .replaceAll(/packages are placed as .*/g, "packages are placed")
      // Long paths are broken elsewhere.
      .replaceAll(/\n {20,}/g, " ")
      .replaceAll(/\(?\d+(\.\d+)? m?s\b\)?/g, "(0.1 s)")
      .replaceAll(/-[\w-]{44}(?![\w-])/g, "-HASH")
  );
}
