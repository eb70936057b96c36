import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exitCodes } from "../../src/errors.ts";
import { temporaryFolder } from "../support/folders.ts";
import { type HttpServer, startHttpServer } from "../support/http-server.ts";
import type { ServedPackage } from "../support/in-process.ts";
import { writeFiles } from "../support/libraries.ts";
import { manifestOf, serveMany } from "../support/many-packages.ts";
import { type Machine, machineIn } from "../support/pantry.ts";

let server: HttpServer;
let packages: readonly ServedPackage[];

beforeAll(async () => {
  server = await startHttpServer();
  packages = serveMany(server, { count: 1, filesEach: 1, bytesEach: 10 });
});
afterAll(() => server.close());

/** Makes what is wrong, and gives the command that meets it. */
type Provocation = (machine: Machine, app: string) => string[];

const rows: Readonly<Record<string, Provocation>> = {
  USAGE: () => ["instal", "x"],
  NOBODY_TO_ASK: () => ["login"],
  SETTING_UNKNOWN: () => ["config", "get", "registry.uri"],
  SETTING_VALUE: () => ["config", "set", "network.offline", "perhaps"],
  LOCK_DIFFERS: () => ["verify"],
  ARCHIVE_UNKNOWN(_, app) {
    writeFileSync(join(app, "notes.txt"), "no archive\n");
    return ["hash", "notes.txt"];
  },
  PACKAGE_MANIFEST_UNREADABLE(_, app) {
    writeFiles(join(app, "odd"), { "build.zig.zon/a": "", "build.zig": "" });
    return ["hash", "odd"];
  },
  STORE_UNUSABLE({ home }, app) {
    writeFiles(join(home, ".pantry", "store", "v1"), { blobs: "a file where a folder should be\n" });
    writeFiles(app, { "build.zig.zon": manifestOf("app", packages) });
    return ["install"];
  },
};

test.each(Object.entries(rows))("%s", async (code, provoke) => {
  const machine = machineIn(temporaryFolder(), { PANTRY_REGISTRY: "http://127.0.0.1:1" });
  const app = writeFiles(join(machine.folder, "app"), { "build.zig.zon": manifestOf("app", []) });
  const { exitCode, stdout } = await machine.pantry(app, ...provoke(machine, app), "--json");
  const { error } = JSON.parse(stdout);
  expect(error, stdout).toMatchObject({ code });
  expect(error.hint ?? "none", "a hint says what to do").not.toBe("none");
  expect(Object.values<number>(exitCodes)).toContain(exitCode);
});
