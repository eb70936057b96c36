import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
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
  packages = serveMany(server, { count: 2, filesEach: 1, bytesEach: 100 });
});
afterAll(() => server.close());

function setup() {
  const machine = machineIn(temporaryFolder(), {
    PANTRY_REGISTRY: server.origin,
    PANTRY_TOKEN: "ptry_secret",
  });
  const app = writeFiles(join(machine.folder, "app"), {
    "build.zig.zon": manifestOf("app", packages),
    "pantry.toml": '[zig]\nversion = "0.16.0"\n',
  });
  return { machine, app };
}

test("-v tells each request with its time, and which settings come from where; no token", async () => {
  const { machine, app } = setup();
  const { exitCode, stderr } = await machine.pantry(app, "install", "-v");
  expect(exitCode, stderr).toBe(0);
  for (const { url } of packages) expect(stderr).toMatch(new RegExp(`^GET ${url}: 200 in \\d+ ms$`, "m"));
  expect(stderr).toMatch(/^GET http:\S+by-hash\S+: 404 in \d+ ms$/m);
  expect(stderr).toContain(`registry.url is ${server.origin}/ (PANTRY_REGISTRY)`);
  expect(stderr).toContain("zig.version is 0.16.0 (pantry.toml)");
  expect(stderr).toContain("signing in with the token from PANTRY_TOKEN");
  expect(stderr).not.toContain("ptry_secret");
  expect((await machine.pantry(app, "install")).stderr).not.toContain("GET");
});

test("-q says nothing, until something is wrong", async () => {
  const { machine, app } = setup();
  expect(await machine.pantry(app, "install", "-q")).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  expect(await machine.pantry(app, "config", "get", "zig.version", "-q")).toMatchObject({ stdout: "0.16.0" });
  const wrong = await machine.pantry(app, "remove", "pepper", "-q");
  expect(wrong.exitCode).toBe(1);
  expect(wrong.stderr).toMatch(/^error: /);
});

test("nowhere but on a terminal is there a progress line", async () => {
  const { machine, app } = setup();
  const { stdout, stderr } = await machine.pantry(app, "install");
  expect(stdout + stderr).not.toMatch(/fetching|\r|\u001b/);
});

test.each([
  ["uninstall", "did you mean `pantry remove`?"],
  ["build", "did you mean `zig build`?"],
  ["ad", "did you mean `pantry add`?"],
  ["constructor", "`pantry --help` lists them"],
])("`pantry %s` leads on", async (word, hint) => {
  const { exitCode, stderr } = await machineIn(temporaryFolder()).pantry("/", word, "soup");
  expect([exitCode, stderr]).toEqual([2, `error: \`${word}\` is no command of pantry\nhint: ${hint}`]);
});

test.each([
  [["--color", "install"], '--color is "install", which is none of auto, always, never'],
  [["-C", "install"], "there is no folder /install"],
])("an option that swallowed the command is told: %j", async (args, message) => {
  const { exitCode, stderr } = await machineIn(temporaryFolder()).pantry("/", ...args);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
});
