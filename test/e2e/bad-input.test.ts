import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packTarGz } from "../../src/archive/index.ts";
import { sharedFolder, temporaryFolder } from "../support/folders.ts";
import { cut, file, type HttpServer, startHttpServer, status } from "../support/http-server.ts";
import { copyExample, manifestText, packFolder, writeFiles } from "../support/libraries.ts";
import { type Machine, machineIn } from "../support/pantry.ts";

/*
 * Whatever is thrown at it: a code, what and why, what to do, an exit code that scripts can use, and a project that
 * is as it was.
 */

let server: HttpServer;
let soup: { bytes: Buffer; hash: string };
const shared = sharedFolder();

beforeAll(async () => {
  server = await startHttpServer();
  soup = packFolder(copyExample("ink", shared.path));
});
afterAll(async () => {
  await server.close();
  shared.remove();
});

interface Row {
  readonly what: string;
  /** The address or path to add; `machine.folder` holds the project `app`. */
  readonly spec: (machine: Machine) => string;
  readonly options?: readonly string[];
  readonly code: string;
  readonly exit: number;
  /** What the message or the hint must name. */
  readonly names: readonly string[];
}

const rows: Row[] = [
  {
    what: "an archive that is cut",
    spec: () => server.on("/cut.tar.gz", file(soup.bytes.subarray(0, -20))),
    code: "ARCHIVE_DAMAGED",
    exit: 4,
    names: ["/cut.tar.gz"],
  },
  {
    what: "a body that ends early, every time",
    spec: () => server.on("/short.tar.gz", cut(soup.bytes, 100)),
    code: "FETCH_CUT",
    exit: 3,
    names: ["/short.tar.gz"],
  },
  {
    what: "a bomb: 256 MiB of zeros in 256 kB",
    spec: () => server.on("/bomb.tar.gz", file(bomb())),
    code: "ARCHIVE_LIMIT",
    exit: 4,
    names: [],
  },
  {
    what: "HTML where an archive should be",
    spec: () =>
      server.on(
        "/page.tar.gz",
        file(Buffer.from("<!doctype html><title>Sign in</title>"), { "content-type": "text/html" }),
      ),
    code: "FETCH_NOT_ARCHIVE",
    exit: 1,
    names: ["/page.tar.gz"],
  },
  {
    what: "something else under a gzip name",
    spec: () => server.on("/text.tar.gz", file(Buffer.from("just text"))),
    code: "FETCH_WRONG_KIND",
    exit: 4,
    names: ["/text.tar.gz"],
  },
  {
    what: "an address that gives nothing",
    spec: () => server.on("/gone.tar.gz", status(404)),
    code: "FETCH_STATUS",
    exit: 3,
    names: ["404", "/gone.tar.gz"],
  },
  {
    what: "a file: address",
    spec: () => "file:///tmp/x.tar.gz",
    code: "ADDRESS_SCHEME",
    exit: 1,
    names: ["file"],
  },
  {
    what: "an ftp: address",
    spec: () => "ftp://example.com/x.tar.gz",
    code: "ADDRESS_SCHEME",
    exit: 1,
    names: ["ftp"],
  },
  {
    what: "an address with a password, which is not repeated",
    spec: () => "https://user:hunter2@example.com/x.tar.gz",
    code: "ADDRESS_CREDENTIALS",
    exit: 4,
    names: ["example.com"],
  },
  {
    what: "plain http from elsewhere",
    spec: () => "http://example.com/x.tar.gz",
    code: "ADDRESS_PLAIN_HTTP",
    exit: 4,
    names: ["https"],
  },
  {
    what: "a package without a build.zig.zon and without --as",
    spec: ({ folder }) => served(folder, "clib", { "zlib.h": "int x;\n" }),
    code: "DEPENDENCY_NAME",
    exit: 2,
    names: ["--as"],
  },
  {
    what: "a manifest of the 0.13 kind",
    spec: () =>
      servedRaw("old", {
        "build.zig.zon": '.{\n    .name = "old",\n    .version = "1.0.0",\n    .paths = .{""},\n}\n',
      }),
    code: "MANIFEST_OUTDATED",
    exit: 1,
    names: ["0.13"],
  },
  {
    what: "a dependency path that leaves its package",
    spec: ({ folder }) =>
      served(folder, "leaver", {
        "build.zig.zon": manifestText("leaver", { dependencies: '.{ .beside = .{ .path = "../../etc" } }' }),
      }),
    code: "PATH_ESCAPES",
    exit: 4,
    names: ["beside", "../../etc"],
  },
  {
    what: "a package whose own dependency gives other bytes than its hash",
    spec: ({ folder }) => {
      const lied = packFolder(
        writeFiles(join(folder, "honest"), { "build.zig.zon": manifestText("honest") }),
      ).hash;
      const url = server.on("/liar.tar.gz", file(soup.bytes));
      return served(folder, "trusting", {
        "build.zig.zon": manifestText("trusting", {
          dependencies: `.{ .honest = .{ .url = "${url}", .hash = "${lied}" } }`,
        }),
      });
    },
    code: "HASH_MISMATCH",
    exit: 4,
    names: ["/liar.tar.gz", "honest-1.0.0-", "ink-0.1.0-"],
  },
  {
    what: "a path where nothing is",
    spec: () => "./nowhere",
    code: "PATH_MISSING",
    exit: 1,
    names: ["nowhere"],
  },
  {
    what: "neither name nor address nor path",
    spec: () => "what?!",
    code: "DEPENDENCY_NAME",
    exit: 2,
    names: ["what?!"],
  },
];

describe("add", () => {
  test.each(rows)("$what", async ({ spec, options = [], code, exit, names }) => {
    const machine = machineIn(temporaryFolder());
    await machine.pantry(machine.folder, "init", "app");
    const app = join(machine.folder, "app");
    const address = spec(machine);
    const before = snapshot(app);

    const spoken = await machine.pantry(app, "add", address, ...options);
    const { exitCode, stdout } = await machine.pantry(app, "add", address, ...options, "--json");
    const { error } = JSON.parse(stdout);
    expect(error.code, error.message).toBe(code);
    expect(exitCode).toBe(exit);
    expect(error.hint, error.message).toBeTruthy();
    for (const name of names) expect(`${error.message} ${error.hint}`).toContain(name);
    expect(spoken.stderr).not.toContain("hunter2");
    expect(spoken.stderr).toMatch(/^error: /m);
    expect(spoken.stderr).toMatch(/^hint: /m);
    expect(snapshot(app)).toEqual(before);
  });

  test("a package without a build.zig.zon, named", async () => {
    const machine = machineIn(temporaryFolder());
    await machine.pantry(machine.folder, "init", "app");
    const app = join(machine.folder, "app");
    const { exitCode, stderr } = await machine.pantry(
      app,
      "add",
      served(machine.folder, "clib", { "zlib.h": "int x;\n" }),
      "--as",
      "zlib",
    );
    expect(exitCode, stderr).toBe(0);
    expect(readFileSync(join(app, "build.zig.zon"), "utf8")).toMatch(/\.zlib = \.\{[^}]*\.hash = "N-V-__8AA/);
  });
});

describe("the project and its Zig", () => {
  async function appOn(machine: Machine): Promise<string> {
    await machine.pantry(machine.folder, "init", "app");
    return join(machine.folder, "app");
  }
  const errorOf = (stdout: string) => JSON.parse(stdout).error;

  test("no zig installed", async () => {
    const machine = machineIn(temporaryFolder(), { PATH: "/nowhere" });
    const app = await appOn(machine);
    const before = snapshot(app);
    const { exitCode, stdout } = await machine.pantry(
      app,
      "add",
      server.on("/ink.tar.gz", file(soup.bytes)),
      "--json",
    );
    expect(errorOf(stdout)).toMatchObject({
      code: "ZIG_NOT_FOUND",
      hint: expect.stringContaining("[zig] version"),
    });
    expect(exitCode).toBe(1);
    expect(snapshot(app)).toEqual(before);

    writeFileSync(join(app, "pantry.toml"), '[zig]\nversion = "0.16.0"\n');
    expect((await machine.pantry(app, "add", server.on("/ink.tar.gz", file(soup.bytes)))).exitCode).toBe(0);
  });

  test.each([
    { version: "0.13.0", toml: "", code: "ZIG_UNSUPPORTED", names: "0.13.0" },
    { version: "0.15.2", toml: '[zig]\nversion = "0.16.0"\n', code: "ZIG_OTHER_VERSION", names: "0.15.2" },
    { version: "nonsense", toml: "", code: "ZIG_BROKEN", names: "zig version" },
  ])("a zig that says $version", async ({ version, toml, code, names }) => {
    const machine = machineIn(temporaryFolder());
    const app = await appOn(machine);
    const bin = writeFiles(join(machine.folder, "bin"), { zig: `#!/bin/sh\necho ${version}\n` });
    const zig = join(bin, "zig");
    const { chmodSync } = await import("node:fs");
    chmodSync(zig, 0o755);
    if (toml !== "") writeFileSync(join(app, "pantry.toml"), toml);
    const other = machineIn(machine.folder, { PANTRY_ZIG: zig });
    const { exitCode, stdout } = await other.pantry(
      app,
      "add",
      server.on("/ink.tar.gz", file(soup.bytes)),
      "--json",
    );
    expect(errorOf(stdout).code).toBe(code);
    expect(`${errorOf(stdout).message} ${errorOf(stdout).hint}`).toContain(names);
    expect(exitCode).toBe(1);
  });

  test("no project", async () => {
    const machine = machineIn(temporaryFolder());
    const { exitCode, stdout } = await machine.pantry(machine.folder, "install", "--json");
    expect(errorOf(stdout)).toMatchObject({
      code: "PROJECT_NOT_FOUND",
      hint: expect.stringContaining("pantry init"),
    });
    expect(exitCode).toBe(1);
  });

  test("a project of npm", async () => {
    const machine = machineIn(temporaryFolder());
    const folder = writeFiles(join(machine.folder, "web"), { "package.json": "{}", "src/index.js": "" });
    for (const words of [["install"], ["add", "left-pad"], ["publish"]]) {
      const { exitCode, stdout } = await machine.pantry(join(folder, "src"), ...words, "--json");
      expect(errorOf(stdout)).toMatchObject({
        code: "PROJECT_NOT_FOUND",
        message: `${folder} is a project of npm: it has a package.json, and no build.zig.zon`,
        hint: expect.stringContaining("npm publish --registry URL"),
      });
      expect(exitCode).toBe(1);
    }
  });

  test.each([
    { what: "broken", lock: "version = 1\n[[package", code: "TOML_SYNTAX" },
    { what: "newer", lock: "version = 99\n", code: "LOCK_NEWER" },
    {
      what: "nonsense",
      lock: 'version = 1\n[[project]]\npath = "."\ncolour = "red"\n',
      code: "LOCK_INVALID",
    },
  ])("a lock that is $what", async ({ lock, code }) => {
    const machine = machineIn(temporaryFolder());
    const app = await appOn(machine);
    writeFileSync(join(app, "pantry.lock"), lock);
    const { exitCode, stdout } = await machine.pantry(app, "install", "--json");
    expect(errorOf(stdout)).toMatchObject({
      code,
      hint: expect.any(String),
      message: expect.stringMatching(/pantry\.lock/),
    });
    expect(exitCode).toBe(1);
    expect(readFileSync(join(app, "pantry.lock"), "utf8")).toBe(lock);
  });

  test("a build.zig.zon that is broken shows the place", async () => {
    const machine = machineIn(temporaryFolder());
    const app = await appOn(machine);
    writeFileSync(
      join(app, "build.zig.zon"),
      '.{\n    .name = .app,\n    .version = "0.0.0"\n    .paths = .{},\n}\n',
    );
    const { stderr } = await machine.pantry(app, "install");
    expect(stderr).toMatch(/build\.zig\.zon:3:\d+/);
    expect(stderr).toContain('.version = "0.0.0"');
    expect(stderr).toContain("^");
  });
});

/** Serves a package made of these files; gives its address. */
function served(folder: string, name: string, files: Readonly<Record<string, string>>): string {
  return server.on(`/${name}.tar.gz`, file(packFolder(writeFiles(join(folder, name), files)).bytes));
}

/** The same without a look at what is in it. */
function servedRaw(name: string, files: Readonly<Record<string, string>>): string {
  const entries = Object.entries(files).map(([path, text]) => ({
    path: Buffer.from(path),
    kind: "file" as const,
    bytes: Buffer.from(text),
  }));
  return server.on(`/${name}.tar.gz`, file(packTarGz(entries, { root: name })));
}

function bomb(): Buffer {
  return gzipSync(Buffer.alloc(256 * 1024 * 1024));
}

function snapshot(folder: string): Record<string, string> {
  mkdirSync(folder, { recursive: true });
  const files = readdirSync(folder, { recursive: true, encoding: "utf8", withFileTypes: true });
  return Object.fromEntries(
    files
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path, readFileSync(path, "utf8")];
      }),
  );
}
