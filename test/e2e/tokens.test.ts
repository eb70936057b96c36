import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/folders.ts";
import { file, type HttpServer, redirect, startHttpServer } from "../support/http-server.ts";
import { served } from "../support/in-process.ts";
import { manifestText, writeFiles } from "../support/libraries.ts";
import { manifestOf } from "../support/many-packages.ts";
import { machineIn } from "../support/pantry.ts";

const secret = "ptry_secret";
/** The registry that the user means, and a server that somebody else runs. */
let ours: HttpServer;
let theirs: HttpServer;

beforeEach(async () => {
  ours = await startHttpServer();
  theirs = await startHttpServer();
});
afterEach(async () => {
  await Promise.all([ours.close(), theirs.close()]);
});

interface Setting {
  readonly env?: Readonly<Record<string, string>>;
  /** pantry.toml, config.toml and .env. */
  readonly project?: string;
  readonly user?: string;
  readonly envFile?: string;
  readonly flags?: readonly string[];
}

const named = (url: string) => `[registry]\nurl = "${url}"\n`;

/** Runs a command that asks the registry, with PANTRY_TOKEN set. */
async function ask({ env = {}, project, user, envFile, flags = [] }: Setting, ...command: string[]) {
  const machine = machineIn(temporaryFolder(), { PANTRY_TOKEN: secret, ...env });
  if (user !== undefined) writeFiles(join(machine.home, ".pantry"), { "config.toml": user });
  const app = writeFiles(join(machine.folder, "app"), {
    "build.zig.zon": manifestText("app"),
    ...(project === undefined ? {} : { "pantry.toml": project }),
    ...(envFile === undefined ? {} : { ".env": envFile }),
  });
  return machine.pantry(app, ...(command.length === 0 ? ["info", "soup"] : command), ...flags);
}

const sentTo = (server: HttpServer) => [
  ...new Set(server.requests.map(({ headers }) => headers.authorization)),
];
const bearer = `Bearer ${secret}`;

describe("PANTRY_TOKEN", () => {
  test.each<[string, () => Setting, (string | undefined)[], (string | undefined)[]]>([
    ["a flag's registry", () => ({ flags: ["--registry", ours.origin] }), [bearer], []],
    ["the environment's", () => ({ env: { PANTRY_REGISTRY: ours.origin } }), [bearer], []],
    ["the user's own", () => ({ user: named(ours.origin) }), [bearer], []],
    [
      "the user's own, where the project names it too",
      () => ({ user: named(ours.origin), project: named(ours.origin) }),
      [bearer],
      [],
    ],
    [
      "a flag's, whatever the project says",
      () => ({ project: named(theirs.origin), flags: ["--registry", ours.origin] }),
      [bearer],
      [],
    ],
    ["not one that only the project names", () => ({ project: named(theirs.origin) }), [], [undefined]],
    [
      "nor beside the user's own",
      () => ({ project: named(theirs.origin), user: named(ours.origin) }),
      [],
      [undefined],
    ],
    [
      "nor one for some packages",
      () => ({ env: { PANTRY_REGISTRY: ours.origin }, project: `[registries]\nsoup = "${theirs.origin}"\n` }),
      [],
      [undefined],
    ],
    [
      "nor one that a .env names",
      () => ({ envFile: `PANTRY_REGISTRY=${theirs.origin}\n`, env: { PANTRY_REGISTRY: ours.origin } }),
      [bearer],
      [],
    ],
  ])("goes to %s", async (_, setting, toOurs, toTheirs) => {
    await ask(setting());
    expect([sentTo(ours), sentTo(theirs)]).toEqual([toOurs, toTheirs]);
  });

  test("goes not along a redirect", async () => {
    ours.on("/-/zig/soup", redirect(`${theirs.origin}/-/zig/soup`));
    await ask({ env: { PANTRY_REGISTRY: ours.origin } });
    expect([sentTo(ours), sentTo(theirs)]).toEqual([[bearer], [undefined]]);
  });

  test("goes to no address in a build.zig.zon", async () => {
    const salt = served("salt", { "build.zig": "", "build.zig.zon": manifestText("salt") });
    const url = theirs.on("/salt.tar.gz", file(salt.bytes));
    const machine = machineIn(temporaryFolder(), { PANTRY_TOKEN: secret, PANTRY_REGISTRY: ours.origin });
    const app = writeFiles(join(machine.folder, "app"), {
      "build.zig.zon": manifestOf("app", [{ ...salt, url }]),
    });
    const { exitCode, stderr } = await machine.pantry(app, "install");
    expect(exitCode, stderr).toBe(0);
    expect([sentTo(ours), sentTo(theirs)]).toEqual([[bearer], [undefined]]);
  });

  test("stands in no message, whatever a registry answers", async () => {
    ours.on("/-/zig/soup", (request, response) => {
      response.writeHead(500, { "content-type": "application/json", "retry-after": "3600" });
      response.end(JSON.stringify({ error: `you sent ${request.headers.authorization}`, code: "ODD" }));
    });
    const { stdout, stderr } = await ask({ env: { PANTRY_REGISTRY: ours.origin }, flags: ["-v"] });
    expect(stderr).toContain("you sent Bearer …");
    expect(stdout + stderr).not.toContain(secret);
  });
});

test.each([
  ["a CA", '[network]\nca = "/tmp/ca.pem"\n'],
  ["a proxy", '[network]\nproxy = "http://127.0.0.1:1"\n'],
  ["a proxy at the top", 'https-proxy = "http://127.0.0.1:1"\n'],
  ["a token", '[registry]\ntoken = "ptry_x"\n'],
])("a project sets no %s", async (_, project) => {
  const { exitCode, stdout } = await ask({
    project,
    env: { PANTRY_REGISTRY: ours.origin },
    flags: ["--json"],
  });
  expect(exitCode).toBe(4);
  expect(JSON.parse(stdout).error.code).toBe("SETTINGS_FORBIDDEN");
  expect(ours.requests).toEqual([]);
});
