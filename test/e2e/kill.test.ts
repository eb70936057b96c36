import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { nodeDisk } from "../../src/disk/index.ts";
import { storeLayout, verifyStore } from "../../src/store/index.ts";
import { temporaryFolder } from "../support/folders.ts";
import { startHttpServer } from "../support/http-server.ts";
import { writeFiles } from "../support/libraries.ts";
import { manifestOf, serveMany } from "../support/many-packages.ts";
import { bundle, machineIn } from "../support/pantry.ts";

/*
 * Real processes, ended by `kill -9` at random moments: one to three of them at once in one project and one store,
 * of which each is at some point of `add`, `install` or `remove`. After each round the store is read whole; then a
 * process that nobody disturbs makes all of it right.
 */

/** At least so many processes are killed at work; `npm run test:crash` asks for more. */
const kills = process.env["PANTRY_TEST_EFFORT"] === "long" ? 120 : 6;

test(`${kills} processes killed at random moments`, { timeout: 1_200_000 }, async () => {
  const server = await startHttpServer();
  const machine = machineIn(temporaryFolder());
  const packages = serveMany(server, { count: 8, filesEach: 25, bytesEach: 2000 });
  const zon = manifestOf("app", packages.slice(0, 6));
  const app = join(machine.folder, "app");
  const layout = storeLayout(join(machine.home, ".pantry"));
  const reset = () => {
    for (const name of ["pantry.lock", "pantry.toml"]) rmSync(join(app, name), { force: true });
    writeFiles(app, { "build.zig.zon": zon });
  };
  reset();

  const undisturbedMs = await timed(() => machine.pantry(app, "install"));
  const lock = readFileSync(join(app, "pantry.lock"), "utf8");
  const commands = [
    ["install"],
    ["install"],
    ["add", ...packages.slice(6).map(({ url }) => url)],
    ["remove", "part_0", "part_1"],
    ["verify", "--repair"],
  ];
  let killed = 0;
  let finished = 0;
  const random = randomFrom(Number(process.env["PANTRY_TEST_SEED"] ?? Date.now() % 100_000));
  try {
    for (let round = 1; killed < kills && round < kills * 40; round += 1) {
      // Another state of the disk each time: nothing there, all there, or what the last round left.
      if (random() < 0.4) nodeDisk.removeTree(layout.root);
      if (random() < 0.5) rmSync(join(app, "zig-pkg"), { recursive: true, force: true });
      if (random() < 0.5) reset();
      const processes = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
        const command = commands[Math.floor(random() * commands.length)] ?? [];
        return killedAfter(machine.env, app, command, random() * undisturbedMs * 1.2);
      });
      const ended = await Promise.all(processes);
      killed += ended.filter((how) => how === "killed").length;
      finished += ended.filter((how) => how !== "killed").length;

      const { damaged, stray } = verifyStore(nodeDisk, layout);
      expect(
        [...damaged.values()].flatMap((each) => each.damaged),
        `round ${round} (${random.seed})`,
      ).toEqual([]);
      expect(stray, `round ${round} (${random.seed})`).toEqual([]);
      const manifest = readFileSync(join(app, "build.zig.zon"), "utf8");
      expect(manifest.trimEnd().endsWith("}"), `round ${round} (${random.seed})`).toBe(true);

      const again = await machine.pantry(app, "install");
      expect(again.exitCode, `round ${round} (${random.seed}): ${again.stderr}`).toBe(0);
      const verified = await machine.pantry(app, "verify");
      expect(verified.exitCode, `round ${round} (${random.seed}): ${verified.stderr}`).toBe(0);
    }
    console.log(`${killed} processes killed at work, ${finished} ended before; seed ${random.seed}`);
    expect(killed).toBeGreaterThanOrEqual(kills);

    reset();
    rmSync(join(app, "zig-pkg"), { recursive: true });
    expect((await machine.pantry(app, "install")).exitCode).toBe(0);
    expect(readFileSync(join(app, "pantry.lock"), "utf8")).toBe(lock);
    expect((await machine.pantry(app, "store", "gc")).exitCode).toBe(0);
    expect(readdirSync(layout.temporary)).toEqual([]);
    expect(readdirSync(layout.locks)).toEqual([]);
    const left = readdirSync(machine.folder, { recursive: true, encoding: "utf8" });
    expect(left.filter((path) => path.includes(".pantry-"))).toEqual([]);
    expect(readdirSync(app).sort()).toEqual(["build.zig.zon", "pantry.lock", "zig-pkg"]);
    expect(existsSync(join(app, "zig-pkg", packages[0]?.hash ?? ""))).toBe(true);
  } finally {
    await server.close();
  }
});

async function timed(
  run: () => Promise<{ readonly exitCode: number; readonly stderr: string }>,
): Promise<number> {
  const startedAt = performance.now();
  const { exitCode, stderr } = await run();
  expect(exitCode, stderr).toBe(0);
  return performance.now() - startedAt;
}

/** Runs pantry for so long, unless it ends before. */
async function killedAfter(
  env: Readonly<Record<string, string>>,
  cwd: string,
  args: readonly string[],
  ms: number,
): Promise<"killed" | "ended"> {
  const child = spawn(process.execPath, [bundle, ...args], { cwd, env, stdio: "ignore" });
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    child.on("exit", (_, signal) => resolve(signal)),
  );
  await Promise.race([ended, sleep(ms)]);
  child.kill("SIGKILL");
  return (await ended) === "SIGKILL" ? "killed" : "ended";
}

/** The same numbers for the same seed: a round that fails can be run again with PANTRY_TEST_SEED. */
function randomFrom(seed: number): (() => number) & { readonly seed: number } {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return Object.assign(next, { seed });
}
