import { chmodSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { storeLayout } from "../../src/store/index.ts";
import { temporaryFolder } from "../support/folders.ts";
import { type HttpServer, startHttpServer } from "../support/http-server.ts";
import type { ServedPackage } from "../support/in-process.ts";
import { writeFiles } from "../support/libraries.ts";
import { manifestOf, serveMany } from "../support/many-packages.ts";
import { machineIn } from "../support/pantry.ts";

let server: HttpServer;
let packages: ServedPackage[];

beforeAll(async () => {
  server = await startHttpServer();
  packages = serveMany(server, { count: 2, filesEach: 2, bytesEach: 1000 });
});

afterAll(() => server.close());

/** A machine with a project of two packages. */
async function stocked() {
  const machine = machineIn(temporaryFolder());
  const app = writeFiles(join(machine.folder, "app"), { "build.zig.zon": manifestOf("app", packages) });
  const { exitCode, stderr } = await machine.pantry(app, "install");
  expect(exitCode, stderr).toBe(0);
  const layout = storeLayout(join(machine.home, ".pantry"));
  // Outside of any project.
  return {
    machine,
    app,
    layout,
    run: (...args: string[]) => machine.pantry(machine.folder, "store", ...args),
  };
}

test("path, size", async () => {
  const { layout, run } = await stocked();
  expect(await run("path")).toMatchObject({ exitCode: 0, stdout: layout.root, stderr: "" });
  const size = await run("size");
  expect(size.stdout).toMatch(/^2 packages +\d+\.\d kB\n/);
  expect(JSON.parse((await run("size", "--json")).stdout)).toMatchObject({ path: layout.root, packages: 2 });
});

test("verify names each file and ends with 4; --repair mends it", async () => {
  const { layout, run } = await stocked();
  expect((await run("verify")).stderr).toContain("2 packages and 0 cached documents verified");
  const path = join(layout.tree(packages[0]?.hash ?? ""), "build.zig");
  chmodSync(path, 0o644);
  writeFileSync(path, "// changed\n");

  const found = await run("verify");
  expect(found.exitCode).toBe(4);
  expect(found.stderr).toContain(`changed ${path}`);
  expect(found.stderr).toContain("hint: `pantry store verify --repair`");
  const json = await run("verify", "--json");
  expect(JSON.parse(json.stdout)).toMatchObject({
    error: { code: "STORE_DAMAGED" },
    damaged: [{ hash: packages[0]?.hash, files: [{ path, problem: "changed" }] }],
  });

  const repaired = await run("verify", "--repair", "--json");
  expect(JSON.parse(repaired.stdout).damaged).toEqual([
    { hash: packages[0]?.hash, files: [{ path, problem: "changed" }], repair: "mended" },
  ]);
  expect((await run("verify")).exitCode).toBe(0);
});

test("gc says what it would remove, and removes it", async () => {
  const { layout, app, run } = await stocked();
  expect((await run("gc")).stderr).toContain("0 packages removed, 0 B freed; 2 packages stay");
  rmSync(app, { recursive: true });
  expect((await run("gc")).stderr).toContain("2 packages stay");
  const longAgo = Date.now() / 1000 - 3 * 24 * 60 * 60;
  for (const name of readdirSync(layout.zig)) utimesSync(join(layout.zig, name), longAgo, longAgo);

  const dry = await run("gc", "--dry-run", "--verbose");
  expect(dry.stderr).toMatch(/2 packages would be removed, \d+\.\d kB would be freed; 0 packages stay/);
  for (const { hash } of packages) expect(dry.stderr).toContain(hash);
  expect(readdirSync(layout.zig).length).toBe(2);
  expect((await run("gc", "--older-than", "1w")).stderr).toContain("2 packages stay");

  const gone = JSON.parse((await run("gc", "--json")).stdout);
  expect(gone.packages.map(({ hash }: { hash: string }) => hash).sort()).toEqual(
    packages.map(({ hash }) => hash).sort(),
  );
  expect(gone.freedBytes).toBeGreaterThan(0);
  expect(readdirSync(layout.zig)).toEqual([]);
});

test.each([
  [["gc", "--older-than", "soon"], "`--older-than soon` is no time such as 30m, 36h, 1d, 2w or 0"],
  [["clean"], "`pantry store clean` is no command"],
  [["gc", "all"], "`pantry store` does not take `all`"],
])("%j is wrong usage", async (args, says) => {
  const machine = machineIn(temporaryFolder());
  const { exitCode, stderr } = await machine.pantry(machine.folder, "store", ...args);
  expect(exitCode, stderr).toBe(2);
  expect(stderr.toLowerCase()).toContain(says.toLowerCase());
});
