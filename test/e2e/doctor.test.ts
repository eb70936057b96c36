import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { storeLayout } from "../../src/store/index.ts";
import { memoryFolder, temporaryFolder } from "../support/folders.ts";
import { type Answer, type HttpServer, startHttpServer, status } from "../support/http-server.ts";
import { selfSigned } from "../support/http-server-certificate.ts";
import { writeFiles } from "../support/libraries.ts";
import { manifestOf, serveMany } from "../support/many-packages.ts";
import { giveAway, ordinaryPantry } from "../support/ordinary-user.ts";
import { type Machine, machineIn } from "../support/pantry.ts";

let server: HttpServer;

beforeAll(async () => {
  server = await startHttpServer();
  server.on("/-/ping", status(200, {}, "{}"));
});
afterAll(() => server.close());

interface Found {
  readonly verdict: string;
  readonly message: string;
  readonly hint?: string;
}

interface Setup {
  readonly machine: Machine;
  readonly app: string;
}

/** A machine with a project and a registry that answers. */
function setup(env: Readonly<Record<string, string>> = {}): Setup {
  const machine = machineIn(temporaryFolder(), { PANTRY_REGISTRY: server.origin, ...env });
  const app = writeFiles(join(machine.folder, "app"), { "build.zig.zon": manifestOf("app", []) });
  return { machine, app };
}

async function examined({ machine, app }: Setup, ...args: string[]) {
  const { exitCode, stdout } = await machine.pantry(app, "doctor", "--json", ...args);
  return { exitCode, ...readDocument(stdout) };
}

function readDocument(stdout: string) {
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: ({ name: string } & Found)[] };
  const found = (name: string): Found | undefined => checks.find((check) => check.name === name);
  return { ok, checks, found };
}

test("a machine on which all is well", async () => {
  const { machine, app } = setup();
  const { exitCode, stdout, stderr } = await machine.pantry(app, "doctor");
  expect(exitCode, stdout).toBe(0);
  expect(stderr).toBe("all is well");
  const names = stdout.split("\n").flatMap((line) => /^ok +(\w+)/.exec(line)?.[1] ?? []);
  expect(names).toEqual([
    ..."node settings zig permissions store links proxy certificates registry token clock".split(" "),
  ]);
  expect(readdirSync(app)).toEqual(["build.zig.zon"]);
  expect(readdirSync(storeLayout(join(machine.home, ".pantry")).temporary)).toEqual([]);
});

test("what is wrong is said with what to do, and once", async () => {
  const { machine, app } = setup({ PANTRY_REGISTRY: "http://127.0.0.1:1" });
  const { exitCode, stdout, stderr } = await machine.pantry(app, "doctor");
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^failed {6}registry +no registry answers at http:\/\/127\.0\.0\.1:1\//m);
  expect(stdout).toContain("hint: check its address");
  expect(stdout).toMatch(/^not checked clock +see `registry`/m);
  expect(stderr).toBe("1 failure");
});

type Row = readonly [what: string, check: string, verdict: string, says: string, make: () => Setup];

/** A registry that answers in its own way. */
function answering(path: string, answer: Answer, env: Readonly<Record<string, string>> = {}): Setup {
  return setup({ ...env, PANTRY_REGISTRY: server.on(path, answer).slice(0, -"-/ping".length) });
}

/** By a clock that is so far behind when it is asked. */
const date =
  (agoMs: number): Answer =>
  (request, response) =>
    status(200, { date: new Date(Date.now() - agoMs).toUTCString() }, "{}")(request, response);

describe.each<Row>([
  [
    "a config.toml with a mistake",
    "settings",
    "failed",
    "registrie",
    () => {
      const made = setup();
      writeFiles(join(made.machine.home, ".pantry"), { "config.toml": '[registrie]\nurl = "https://x"\n' });
      return made;
    },
  ],
  [
    "a variable with a mistake",
    "settings",
    "failed",
    "PANTRY_OFFLINE",
    () => setup({ PANTRY_OFFLINE: "maybe" }),
  ],
  ["no zig", "zig", "failed", "no `zig`", () => setup({ PATH: "/nowhere" })],
  ["a zig that does not work", "zig", "failed", "does not say", () => setup({ PANTRY_ZIG: "/bin/false" })],
  [
    "another zig than the project names",
    "zig",
    "failed",
    "is 0.16.0",
    () => {
      const made = setup();
      writeFiles(made.app, { "pantry.toml": '[zig]\nversion = "0.15.1"\n' });
      return made;
    },
  ],
  [
    "an older zig than the project needs",
    "zig",
    "failed",
    "needs 0.99.0",
    () => {
      const made = setup();
      const zon = manifestOf("app", []).replace(".version", '.minimum_zig_version = "0.99.0",\n    .version');
      writeFiles(made.app, { "build.zig.zon": zon });
      return made;
    },
  ],
  [
    "a version without a zig",
    "zig",
    "warning",
    "placed for 0.16.0",
    () => {
      const made = setup({ PATH: "/nowhere" });
      writeFiles(made.app, { "pantry.toml": '[zig]\nversion = "0.16.0"\n' });
      return made;
    },
  ],
  [
    "tokens that others can read",
    "permissions",
    "failed",
    "can be read by other users",
    () => {
      const made = setup();
      const home = writeFiles(join(made.machine.home, ".pantry"), { "credentials.toml": "" });
      chmodSync(join(home, "credentials.toml"), 0o644);
      return made;
    },
  ],
  [
    "a home that others can write into",
    "permissions",
    "failed",
    "others can write into",
    () => {
      const made = setup();
      mkdirSync(join(made.machine.home, ".pantry"));
      chmodSync(join(made.machine.home, ".pantry"), 0o777);
      return made;
    },
  ],
  [
    "a proxy that is none",
    "proxy",
    "failed",
    "HTTPS_PROXY is no address",
    () => setup({ HTTPS_PROXY: "me:secret@[::" }),
  ],
  [
    "a proxy, without its password",
    "proxy",
    "ok",
    "http://proxy.example:3128/, but not for localhost",
    () => setup({ HTTPS_PROXY: "http://me:secret@proxy.example:3128", NO_PROXY: "localhost" }),
  ],
  [
    "authorities that are not there",
    "certificates",
    "failed",
    "is not there",
    () => setup({ PANTRY_CA: "/nowhere/ca.pem" }),
  ],
  [
    "authorities of one's own",
    "certificates",
    "ok",
    "network.ca (PANTRY_CA)",
    () => {
      const ca = join(temporaryFolder(), "ca.pem");
      writeFileSync(ca, selfSigned().certificate);
      return setup({ PANTRY_CA: ca });
    },
  ],
  [
    "a server that is no registry",
    "registry",
    "failed",
    "404",
    () => setup({ PANTRY_REGISTRY: `${server.origin}/none` }),
  ],
  [
    "a page where the registry should be",
    "registry",
    "failed",
    "is not JSON",
    () => answering("/h/-/ping", status(200, {}, "<html></html>")),
  ],
  ["offline", "registry", "warning", "offline (PANTRY_OFFLINE)", () => setup({ PANTRY_OFFLINE: "1" })],
  [
    "a token that is kept from a registry",
    "token",
    "warning",
    "PANTRY_TOKEN is not sent",
    () => {
      const made = setup({ PANTRY_REGISTRY: "", PANTRY_TOKEN: "ptry_x" });
      writeFiles(made.app, { "pantry.toml": `[registry]\nurl = "${server.origin}"\n` });
      return made;
    },
  ],
  [
    "a token that the registry does not know",
    "token",
    "failed",
    "unknown token",
    () => {
      server.on(
        "/t/-/whoami",
        status(401, { "content-type": "application/json" }, '{"error":"unknown token","code":"TOKEN_GONE"}'),
      );
      return answering("/t/-/ping", status(200, {}, "{}"), { PANTRY_TOKEN: "ptry_x" });
    },
  ],
  [
    "a token that it knows",
    "token",
    "ok",
    "signed in as ada, with the token from PANTRY_TOKEN",
    () => {
      server.on("/u/-/whoami", status(200, {}, '{"username":"ada"}'));
      return answering("/u/-/ping", status(200, {}, "{}"), { PANTRY_TOKEN: "ptry_x" });
    },
  ],
  ["a clock ahead", "clock", "warning", "3 hours ahead", () => answering("/a/-/ping", date(3 * 3_600_000))],
  ["a clock behind", "clock", "warning", "5 minutes behind", () => answering("/b/-/ping", date(-300_000))],
])("%s", (_, check, verdict, says, make) => {
  test(`${check}: ${verdict}`, async () => {
    const { exitCode, ok, found, checks } = await examined(make());
    const finding = found(check);
    expect(finding).toMatchObject({ verdict, message: expect.stringContaining(says) });
    if (verdict !== "ok") expect(finding?.hint).toBeTruthy();
    expect(JSON.stringify(checks)).not.toContain("secret");
    const fails = checks.some((each) => each.verdict === "failed");
    expect({ exitCode, ok }).toEqual({ exitCode: fails ? 1 : 0, ok: !fails });
  });
});

test("a store in which a file was changed, and one that cannot be written", async () => {
  const { machine, app } = setup();
  const packages = serveMany(server, { count: 1, filesEach: 1, bytesEach: 100 });
  writeFiles(app, { "build.zig.zon": manifestOf("app", packages) });
  expect((await machine.pantry(app, "install")).exitCode).toBe(0);
  expect((await examined({ machine, app })).found("store")).toMatchObject({
    verdict: "ok",
    message: expect.stringMatching(/^1 package in /),
  });
  const path = join(storeLayout(join(machine.home, ".pantry")).tree(packages[0]?.hash ?? ""), "build.zig");
  chmodSync(path, 0o644);
  writeFileSync(path, "// changed\n");
  const changed = (await examined({ machine, app })).found("store");
  expect(changed).toMatchObject({ verdict: "failed", hint: expect.stringContaining("store verify") });

  giveAway(machine.folder);
  const { temporary } = storeLayout(join(machine.home, ".pantry"));
  chmodSync(temporary, 0o555);
  const { exitCode, stdout } = await ordinaryPantry(machine, app, "doctor", "--json");
  expect(exitCode, stdout).toBe(1);
  const store = readDocument(stdout).found("store");
  expect(store).toMatchObject({ verdict: "failed", message: expect.stringContaining("permission denied") });
  expect(store?.hint).toContain("permissions");
});

const memory = "/dev/shm";
const isElsewhere = existsSync(memory) && statSync(memory).dev !== statSync(tmpdir()).dev;

test.skipIf(!isElsewhere)("a store on another file system than the project", async () => {
  const { found } = await examined(setup({ PANTRY_HOME: memoryFolder() }));
  expect(found("links")).toMatchObject({
    verdict: "warning",
    message: expect.stringContaining("copies"),
    hint: expect.stringContaining("PANTRY_HOME"),
  });
});
