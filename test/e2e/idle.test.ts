import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeDisk } from "../../src/disk/index.ts";
import { countIfIdle } from "../../src/install/index.ts";
import { sharedFolder, temporaryFolder } from "../support/folders.ts";
import { file, type HttpServer, startHttpServer } from "../support/http-server.ts";
import { copyExample, packFolder } from "../support/libraries.ts";
import { type Machine, machineIn } from "../support/pantry.ts";
import { zigBinary } from "../support/zig.ts";

/*
 * An `install` that has nothing to do reads no settings. Whatever could make it do something has to be noticed all
 * the same.
 */

let server: HttpServer;
const shared = sharedFolder();
let url: string;
let hash: string;

beforeAll(async () => {
  server = await startHttpServer();
  const ink = packFolder(copyExample("ink", shared.path));
  url = server.on("/ink.tar.gz", file(ink.bytes));
  hash = ink.hash;
});
afterAll(async () => {
  await server.close();
  shared.remove();
});

interface World {
  readonly machine: Machine;
  readonly app: string;
  /** A zig that is a link, so that it can become another one. */
  readonly zig: string;
}

async function installed(): Promise<World> {
  const folder = temporaryFolder();
  const zig = join(folder, "bin", "zig");
  mkdirSync(join(folder, "bin"));
  const binary = join(folder, "zig-binary");
  writeFileSync(binary, `#!/bin/sh\nexec ${zigBinary} "$@"\n`, { mode: 0o755 });
  symlinkSync(binary, zig);
  const machine = machineIn(folder, { PATH: `${join(folder, "bin")}:/usr/bin:/bin` });
  await machine.pantry(folder, "init", "app");
  const app = join(folder, "app");
  const { exitCode, stderr } = await machine.pantry(app, "add", url);
  expect(exitCode, stderr).toBe(0);
  return { machine, app, zig };
}

test.each([
  [["install"], /^1 package in place, nothing to do \(\d+\.\d\d s\)$/],
  [["ci"], /^1 package in place, nothing to do/],
  [["i", "--frozen", "-q"], /^$/],
])("%j, nothing to do: says so", async (args, text) => {
  const { machine, app } = await installed();
  mkdirSync(join(app, "src", "deep"), { recursive: true });
  expect(countIfIdle(nodeDisk, app, machine.env)).toBe(1);
  expect(await machine.pantry(join(app, "src", "deep"), ...args)).toEqual({
    exitCode: 0,
    stdout: "",
    stderr: expect.stringMatching(text),
  });
});

test("the long way remembers the settings that it found, so that the next time is short", async () => {
  const { machine, app } = await installed();
  writeFileSync(join(machine.home, ".pantry", "config.toml"), '[terminal]\ncolor = "never"\n');
  expect(countIfIdle(nodeDisk, app, machine.env)).toBeUndefined();
  expect((await machine.pantry(app, "install")).stderr).toContain("nothing to do");
  expect(countIfIdle(nodeDisk, app, machine.env)).toBe(1);
});

const changes: Record<string, (world: World) => Readonly<Record<string, string>> | undefined> = {
  "a setting in the environment": () => ({ PANTRY_ZIG_VERSION: "0.16.0" }),
  "a setting that cannot be": () => ({ PANTRY_REGISTRY: "nonsense" }),
  "another cache of Zig": ({ machine }) => ({ ZIG_GLOBAL_CACHE_DIR: join(machine.folder, "other-cache") }),
  "another store": ({ machine }) => ({ PANTRY_HOME: join(machine.folder, "other-home") }),
  "a config.toml": ({ machine }) => {
    writeFileSync(join(machine.home, ".pantry", "config.toml"), "[network]\noffline = true\n");
    return undefined;
  },
  "a pantry.toml": ({ app }) => {
    writeFileSync(join(app, "pantry.toml"), '[zig]\nversion = "0.16.0"\n');
    return undefined;
  },
  "a workspace above": ({ machine }) => {
    writeFileSync(join(machine.folder, "pantry.toml"), '[workspace]\nmembers = ["app"]\n');
    return undefined;
  },
  "no lock": ({ app }) => {
    rmSync(join(app, "pantry.lock"));
    return undefined;
  },
  "no package": ({ app }) => {
    nodeDisk.removeTree(join(app, "zig-pkg", hash));
    return undefined;
  },
  "no archive in Zig's cache": ({ machine }) => {
    rmSync(join(machine.zigCache, "p", `${hash}.tar.gz`));
    return undefined;
  },
  "another zig in the same place": ({ zig }) => {
    rmSync(zig);
    writeFileSync(zig, `#!/bin/sh\nexec ${zigBinary} "$@"\n`);
    chmodSync(zig, 0o755);
    return undefined;
  },
  "another zig behind the same link": ({ machine }) => {
    utimesSync(join(machine.folder, "zig-binary"), 1, 1);
    return undefined;
  },
  "another zig before it": ({ machine, zig }) => {
    const other = join(machine.folder, "other");
    mkdirSync(other);
    symlinkSync(zigBinary, join(other, "zig"));
    return { PATH: `${other}:${join(zig, "..")}:/usr/bin:/bin` };
  },
  "a root of an older Pantry": ({ machine, app }) => {
    const roots = join(machine.home, ".pantry/store/v1/roots");
    const [name = ""] = nodeDisk.list(roots).map((entry) => entry.name.toString());
    const { settingsKey, ...rest } = JSON.parse(readFileSync(join(roots, name), "utf8"));
    expect([settingsKey, rest.project]).toEqual([expect.any(String), app]);
    writeFileSync(join(roots, name), JSON.stringify(rest));
    return undefined;
  },
};

describe("is not taken for nothing to do", () => {
  test.each(Object.entries(changes))("%s", async (_, change) => {
    const world = await installed();
    const { machine, app } = world;
    expect(countIfIdle(nodeDisk, app, machine.env)).toBe(1);
    const env = { ...machine.env, ...change(world) };
    expect(countIfIdle(nodeDisk, app, env)).toBeUndefined();
  });
});

test("a token is no setting, and what is read only is not either", async () => {
  const { machine, app } = await installed();
  utimesSync(join(app, "build.zig"), 1, 1);
  expect(countIfIdle(nodeDisk, app, { ...machine.env, PANTRY_TOKEN: "ptry_x", LANG: "C" })).toBe(1);
});
