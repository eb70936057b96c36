import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { execaSync } from "execa";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { nodeDisk } from "../../src/disk/index.ts";
import { storeLayout, verifyStore } from "../../src/store/index.ts";
import { temporaryFolder } from "../support/folders.ts";
import { type HttpServer, startHttpServer } from "../support/http-server.ts";
import { everything, type ServedPackage } from "../support/in-process.ts";
import { manifestText, writeFiles } from "../support/libraries.ts";
import { serveMany } from "../support/many-packages.ts";
import { asOrdinaryUser, giveAway, ordinaryPantry } from "../support/ordinary-user.ts";
import { type Machine, machineIn } from "../support/pantry.ts";

let server: HttpServer;
let packages: ServedPackage[];

beforeAll(async () => {
  server = await startHttpServer();
  packages = serveMany(server, { count: 3, filesEach: 10, bytesEach: 3000 });
});

afterAll(() => server.close());

const urls = () => packages.map(({ url }) => url);
const layoutOf = (machine: Machine) => storeLayout(join(machine.home, ".pantry"));

/** A project that needs nothing yet. */
function projectIn(machine: Machine): string {
  return writeFiles(join(machine.folder, "app"), { "build.zig.zon": manifestText("app") });
}

describe("a full disk", () => {
  // Only root may mount.
  test.skipIf(process.getuid?.() !== 0)(
    "says so and leaves all as it was, wherever it fills up; with more room the same command goes on",
    async () => {
      const folder = temporaryFolder();
      execaSync("mount", ["-t", "tmpfs", "-o", "size=16k", "tmpfs", folder]);
      onTestFinished(() => void execaSync("umount", ["--lazy", folder]));
      const machine = machineIn(folder);
      const app = projectIn(machine);
      const before = everything(app);
      const sizesKb = [20, 28, 40, 52, 64, 80, 100, 120, 140, 160, 180, 200, 240, 300, 400, 600];
      let failed = 0;
      for (const sizeKb of sizesKb) {
        execaSync("mount", ["-o", `remount,size=${sizeKb}k`, folder]);
        const { exitCode, stderr } = await machine.pantry(app, "add", ...urls());
        expect(verifyStore(nodeDisk, layoutOf(machine)), `${sizeKb} kB`).toMatchObject({
          damaged: new Map(),
          stray: [],
        });
        if (exitCode === 0) break;
        failed += 1;
        expect(exitCode, stderr).toBe(1);
        expect(stderr).toContain("no space left on device");
        expect(stderr).toContain("hint:");
        const { "build.zig.zon": zon, ...others } = everything(app);
        expect(zon, `${sizeKb} kB`).toBe(before["build.zig.zon"]);
        expect(Object.keys(others).filter((path) => !path.startsWith("zig-pkg/"))).toEqual([]);
      }
      expect(failed).toBeGreaterThan(5);
      expect(failed).toBeLessThan(sizesKb.length);
      const verified = await machine.pantry(app, "verify");
      expect(verified.exitCode, verified.stderr).toBe(0);
      expect(readdirSync(app).sort()).toEqual(["build.zig.zon", "pantry.lock", "zig-pkg"]);
      expect(readdirSync(layoutOf(machine).temporary)).toEqual([]);
    },
  );
});

test("a store on another file system than project and cache: copies, which are known again", async () => {
  const elsewhere = mkdtempSync("/dev/shm/pantry-test-");
  onTestFinished(() => nodeDisk.removeTree(elsewhere));
  const folder = temporaryFolder();
  expect(statSync(elsewhere).dev).not.toBe(statSync(folder).dev);
  const machine = machineIn(folder, { PANTRY_HOME: elsewhere });
  const app = projectIn(machine);
  const added = await machine.pantry(app, "add", ...urls());
  expect(added.exitCode, added.stderr).toBe(0);
  const hash = packages[0]?.hash ?? "";
  const placed = join(app, "zig-pkg", hash, "build.zig");
  expect(statSync(placed).nlink).toBe(1);
  expect(statSync(placed).mode & 0o777).toBe(0o444);
  expect(statSync(join(machine.zigCache, "p", `${hash}.tar.gz`)).nlink).toBe(1);
  expect((await machine.pantry(app, "verify")).exitCode).toBe(0);
  expect((await machine.pantry(app, "install")).stderr).toContain("nothing to do");
  // What is in place is not placed again when something else is to be.
  const inode = statSync(placed).ino;
  const removed = await machine.pantry(app, "remove", "part1");
  expect(removed.exitCode, removed.stderr).toBe(0);
  expect(statSync(placed).ino).toBe(inode);
});

describe("an ordinary user", () => {
  function machineOfUser(): { machine: Machine; app: string } {
    const machine = machineIn(temporaryFolder());
    const app = projectIn(machine);
    mkdirSync(machine.zigCache, { recursive: true });
    giveAway(machine.folder);
    return { machine, app };
  }

  test("adds, verifies, mends, removes and collects: nothing read-only is in the way", async () => {
    const { machine, app } = machineOfUser();
    const run = async (...args: string[]) => {
      const result = await ordinaryPantry(machine, app, ...args);
      expect(result.exitCode, `pantry ${args.join(" ")}: ${result.stderr}`).toBe(0);
    };
    await run("add", ...urls());
    const layout = layoutOf(machine);
    const hash = packages[0]?.hash ?? "";
    expect(statSync(layout.tree(hash)).mode & 0o777).toBe(0o555);
    expect(statSync(join(layout.tree(hash), "src/deep")).mode & 0o777).toBe(0o555);

    // Edited in place, in the project and in the store: one file or two, as the file system has it.
    const files = [`zig-pkg/${hash}/build.zig`, join(layout.tree(hash), "build.zig")];
    const edit = files.map((path) => `chmod u+w '${path}' && echo edited > '${path}'`).join(" && ");
    expect((await asOrdinaryUser(machine, app, "sh", ["-c", edit])).exitCode).toBe(0);
    expect((await ordinaryPantry(machine, app, "verify")).exitCode).toBe(4);
    expect((await ordinaryPantry(machine, app, "store", "verify")).stderr).toContain("changed");
    await run("verify", "--repair");
    await run("store", "verify");
    await run("verify");

    await run("remove", "part1");
    const gone = await asOrdinaryUser(machine, app, "rm", ["-r", "zig-pkg"]);
    expect(gone.exitCode, gone.stderr).toBe(0);
    await run("install", "--offline");
    await run("store", "gc", "--older-than", "0");
    expect(readdirSync(layout.zig).sort()).toEqual([packages[0]?.hash, packages[2]?.hash].sort());
    expect(readdirSync(layout.temporary)).toEqual([]);
  });

  const closed: Record<string, { close: (machine: Machine, app: string) => string; says: RegExp }> = {
    "a store that cannot be written": {
      close: (machine) => writeFiles(machine.home, { ".pantry/notes": "" }) && join(machine.home, ".pantry"),
      says: /the store at .* cannot be written[\s\S]*permission denied[\s\S]*hint: /,
    },
    "a project that cannot be written": {
      close: (_, app) => app,
      says: /permission denied[\s\S]*hint: mend the permissions/,
    },
    "a cache of Zig that cannot be written": {
      close: (machine) => machine.zigCache,
      says: /permission denied[\s\S]*hint: mend the permissions/,
    },
  };

  test.each(Object.entries(closed))("is told of %s, and nothing is changed", async (_, { close, says }) => {
    const { machine, app } = machineOfUser();
    const before = everything(app);
    const folder = close(machine, app);
    giveAway(machine.folder);
    chmodSync(folder, 0o555);
    const { exitCode, stderr } = await ordinaryPantry(machine, app, "add", ...urls());
    expect(exitCode, stderr).toBe(1);
    expect(stderr).toMatch(says);
    const { "build.zig.zon": zon } = everything(app);
    expect(zon).toBe(before["build.zig.zon"]);
    expect(existsSync(join(app, "pantry.lock"))).toBe(false);

    chmodSync(folder, 0o755);
    const again = await ordinaryPantry(machine, app, "add", ...urls());
    expect(again.exitCode, again.stderr).toBe(0);
  });
});
