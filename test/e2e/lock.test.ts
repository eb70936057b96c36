import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sharedFolder, temporaryFolder } from "../support/folders.ts";
import { file, type HttpServer, startHttpServer, status } from "../support/http-server.ts";
import { copyExample, packFolder } from "../support/libraries.ts";
import { type Machine, machineIn } from "../support/pantry.ts";

let server: HttpServer;
const shared = sharedFolder();
let bytes: Buffer;

beforeAll(async () => {
  server = await startHttpServer();
  bytes = packFolder(copyExample("ink", shared.path)).bytes;
});
afterAll(async () => {
  await server.close();
  shared.remove();
});

async function appWith(machine: Machine, url: string): Promise<string> {
  await machine.pantry(machine.folder, "init", "app");
  const app = join(machine.folder, "app");
  const { exitCode, stderr } = await machine.pantry(app, "add", url);
  expect(exitCode, stderr).toBe(0);
  return app;
}

const rewrite = (path: string, change: (text: string) => string) =>
  writeFileSync(path, change(readFileSync(path, "utf8")));

test("a lock made where the package was known from another address fits everywhere", async () => {
  const [one, two] = [server.on("/one.tar.gz", file(bytes)), server.on("/two.tar.gz", file(bytes))];
  const machine = machineIn(temporaryFolder());
  const app = await appWith(machine, one);
  rewrite(join(app, "build.zig.zon"), (text) => text.replace(one, two));
  rmSync(join(app, "pantry.lock"));
  expect((await machine.pantry(app, "install")).exitCode).toBe(0);

  rmSync(join(app, "zig-pkg"), { recursive: true });
  const fresh = await machineIn(temporaryFolder()).pantry(app, "ci");
  expect(fresh.exitCode, fresh.stderr).toBe(0);
});

test("an address that was mended in build.zig.zon does not fail for the one in the lock", async () => {
  const url = server.on("/moving.tar.gz", file(bytes));
  const machine = machineIn(temporaryFolder());
  const app = await appWith(machine, url);
  server.on("/moving.tar.gz", status(404));
  const mended = server.on("/mended.tar.gz", file(bytes));
  rewrite(join(app, "build.zig.zon"), (text) => text.replace(url, mended));
  rmSync(join(app, "zig-pkg"), { recursive: true });
  const fresh = await machineIn(temporaryFolder()).pantry(app, "install");
  expect(fresh.exitCode, fresh.stderr).toBe(0);
  expect(readFileSync(join(app, "pantry.lock"), "utf8")).toContain("/mended.tar.gz");
});

test("what pantry.toml and build.zig.zon do not agree on is said, and what to do", async () => {
  const machine = machineIn(temporaryFolder());
  const app = await appWith(machine, server.on("/said.tar.gz", file(bytes)));
  writeFileSync(join(app, "pantry.toml"), '[dependencies]\nink = "^9"\nsalt = "^1.2"\n');
  const { stderr, exitCode } = await machine.pantry(app, "install");
  expect(exitCode).toBe(0);
  expect(stderr).toContain("`ink` is 0.1.0 in build.zig.zon, outside of `^9`");
  expect(stderr).toContain("`pantry add salt@^1.2` adds it");
  expect((await machine.pantry(app, "remove", "salt")).exitCode).toBe(0);
  expect(readFileSync(join(app, "pantry.toml"), "utf8")).toBe('[dependencies]\nink = "^9"\n');
});

test("an entry that somebody deleted by hand is gone from the lock, and that is said", async () => {
  const machine = machineIn(temporaryFolder());
  const app = await appWith(machine, server.on("/gone.tar.gz", file(bytes)));
  rewrite(join(app, "build.zig.zon"), (text) => text.replace(/\.ink = \.\{[^}]*\},?/, ""));
  const { stderr, exitCode } = await machine.pantry(app, "install");
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toContain("`ink` is gone from build.zig.zon");
  expect(readFileSync(join(app, "pantry.lock"), "utf8")).not.toContain("ink");
});
