import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { saveCredential } from "../../src/config/index.ts";
import { nodeDisk } from "../../src/disk/index.ts";
import { sharedFolder } from "../support/folders.ts";
import { type HttpServer, startHttpServer } from "../support/http-server.ts";
import { manifestText, writeFiles } from "../support/libraries.ts";
import { type Machine, machineIn } from "../support/pantry.ts";
import { type RunningRegistry, startRegistryProcess } from "../support/running-registry.ts";

const shared = sharedFolder();
let everybodys: RunningRegistry;
let acmes: RunningRegistry;
let machine: Machine;

beforeAll(async () => {
  everybodys = await startRegistryProcess(machineIn(join(shared.path, "everybody")));
  acmes = await startRegistryProcess(machineIn(join(shared.path, "acme")));
  machine = machineIn(shared.path, { PANTRY_REGISTRY: everybodys.url });
  writeFiles(join(machine.home, ".pantry"), {
    "config.toml": `[registries]\n"acme_*" = "${acmes.url}"\n`,
  });
});

afterAll(async () => {
  await Promise.all([everybodys.stop(), acmes.stop()]);
  shared.remove();
});

async function succeed(running: ReturnType<Machine["pantry"]>) {
  const result = await running;
  expect(result.exitCode, result.stderr).toBe(0);
  return result;
}

test("config list shows which packages belong where", async () => {
  const { stdout } = await succeed(machine.pantry(shared.path, "config", "list"));
  expect(stdout).toContain(`registries.acme_*  ${acmes.url}`);
});

test("packages are published to, found in and fetched from the registry that their names belong to", async () => {
  for (const url of [everybodys.url, acmes.url]) {
    const words = ["login", "--username", "ada", "--password-stdin", "--registry", url];
    await succeed(machine.piped("swordfish-7\n", shared.path, ...words));
  }
  for (const name of ["soup", "acme_salt"]) {
    const folder = writeFiles(join(shared.path, name), {
      "build.zig": "pub fn build(_: anytype) void {}\n",
      "build.zig.zon": manifestText(name, { paths: ["build.zig", "build.zig.zon"] }),
    });
    await succeed(machine.pantry(folder, "publish", "--no-build"));
  }
  const only = (url: string, name: string) =>
    machine.pantry(shared.path, "info", name, "--json", "--registry", url).then(({ exitCode }) => exitCode);
  expect([await only(everybodys.url, "soup"), await only(acmes.url, "soup")]).toEqual([0, 1]);
  expect([await only(everybodys.url, "acme_salt"), await only(acmes.url, "acme_salt")]).toEqual([1, 0]);

  await succeed(machine.pantry(shared.path, "init", "app"));
  const app = join(shared.path, "app");
  await succeed(machine.pantry(app, "add", "soup", "acme_salt"));
  const zon = readFileSync(join(app, "build.zig.zon"), "utf8");
  expect(zon).toContain(`${acmes.url}-/zig/acme_salt/acme_salt-1.0.0.tar.gz`);
  expect(zon).toContain(`${everybodys.url}-/zig/soup/soup-1.0.0.tar.gz`);
  expect((await machine.pantry(app, "complete", "--", "add", "")).stdout).toBe("acme_salt\nsoup");
  expect((await succeed(machine.pantry(app, "outdated", "acme_salt"))).stdout).not.toContain("registry");

  rmSync(join(machine.home, ".pantry", "store"), { recursive: true });
  rmSync(join(app, "zig-pkg"), { recursive: true });
  rmSync(machine.zigCache, { recursive: true, force: true });
  const { stderr } = await succeed(machine.pantry(app, "install", "-v"));
  expect(stderr).toMatch(new RegExp(`GET ${acmes.url}-/zig/by-hash/acme_salt-\\S+ 200`));
  expect(stderr).not.toMatch(new RegExp(`${everybodys.url}-/zig/by-hash/acme_salt`));
  expect((await succeed(machine.pantry(shared.path, "owner", "list", "acme_salt"))).stdout).toBe("ada");
  await succeed(machine.pantry(shared.path, "yank", "acme_salt@1.0.0"));
});

test("what is private in one registry does not go along to another", async () => {
  const hidden = writeFiles(join(shared.path, "acme_pepper"), {
    "build.zig": "pub fn build(_: anytype) void {}\n",
    "build.zig.zon": manifestText("acme_pepper", { paths: ["build.zig", "build.zig.zon"] }),
    "pantry.toml": '[package]\naccess = "restricted"\n',
  });
  await succeed(machine.pantry(hidden, "publish", "--no-build"));
  const stew = writeFiles(join(shared.path, "stew"), {
    "build.zig": "pub fn build(_: anytype) void {}\n",
    "build.zig.zon": manifestText("stew", { paths: ["build.zig", "build.zig.zon"] }),
  });
  const added = await succeed(machine.pantry(stew, "add", "acme_pepper"));
  expect(added.stderr).toContain(`signed in to ${acmes.url}`);
  const refused = await machine.pantry(stew, "publish", "--no-build", "--json");
  expect(refused.exitCode).toBe(1);
  expect(JSON.parse(refused.stdout).error).toMatchObject({
    code: "DEPENDENCY_PRIVATE",
    message: expect.stringContaining(`private in the registry ${acmes.url}`),
  });
});

test("each registry gets its own token, and a registry that a project names none", async () => {
  const servers = await Promise.all([startHttpServer(), startHttpServer(), startHttpServer()]);
  const [main, own, theirs] = servers as [HttpServer, HttpServer, HttpServer];
  try {
    const stranger = machineIn(join(shared.path, "stranger"), {
      PANTRY_REGISTRY: main.origin,
      PANTRY_TOKEN: "ptry_main",
    });
    const home = writeFiles(join(stranger.home, ".pantry"), {
      "config.toml": `[registries]\n"own_*" = "${own.origin}"\n`,
    });
    saveCredential(nodeDisk, home, `${own.origin}/`, { token: "ptry_own", user: "ada" });
    const app = writeFiles(join(stranger.folder, "app"), {
      "build.zig.zon": manifestText("app"),
      "pantry.toml": `[registries]\n"theirs_*" = "${theirs.origin}"\n`,
    });
    for (const name of ["soup", "own_salt", "theirs_salt"]) await stranger.pantry(app, "info", name);
    // A package that is not there may be misspelt: the same registry is asked for others, in no order.
    const sent = servers.map(({ requests }) => {
      const paths = requests.map(({ url = "" }) => url.replace(/text=.*/, "text="));
      return [[...new Set(paths)].sort(), [...new Set(requests.map(({ headers }) => headers.authorization))]];
    });
    expect(sent).toEqual([
      [["/-/v1/search?text=", "/-/zig/soup"], ["Bearer ptry_main"]],
      [["/-/v1/search?text=", "/-/zig/own_salt"], ["Bearer ptry_own"]],
      [["/-/v1/search?text=", "/-/zig/theirs_salt"], [undefined]],
    ]);
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
});
