import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hash } from "../../src/cli/commands/hash.ts";
import { sharedFolder, temporaryFolder } from "../support/folders.ts";
import { file, type HttpServer, startHttpServer } from "../support/http-server.ts";
import { copyExample, manifestText, packFolder, writeFiles } from "../support/libraries.ts";
import { bundle, type Machine, machineIn } from "../support/pantry.ts";
import { type RunningRegistry, startRegistryProcess } from "../support/running-registry.ts";

const shared = sharedFolder();
let server: HttpServer;
let registry: RunningRegistry;
let ink: { bytes: Buffer; hash: string };

beforeAll(async () => {
  server = await startHttpServer();
  ink = packFolder(copyExample("ink", shared.path));
  registry = await startRegistryProcess(machineIn(join(shared.path, "registry-machine")));
});
afterAll(async () => {
  await registry.stop();
  await server.close();
  shared.remove();
});

describe("hash", () => {
  test("all its examples", async () => {
    const machine = machineIn(temporaryFolder());
    const folder = copyExample("ink", machine.folder);
    writeFileSync(join(folder, "soup.tar.gz"), ink.bytes);
    // The archive is one more file of the package that "pantry hash ." is asked for, unless `.paths` leaves it out.
    const env = { ...machine.env, BUNDLE: bundle, NODE: process.execPath };
    for (const { line } of hash.examples) {
      const command = line.replace(/^pantry /, '"$NODE" "$BUNDLE" ');
      const { stdout, stderr } = await execa("sh", ["-c", command], { cwd: folder, env, reject: false });
      expect(stdout, `${line}: ${stderr}`).toBe(ink.hash);
    }
  });

  test("a link to a folder", async () => {
    const machine = machineIn(temporaryFolder());
    symlinkSync(copyExample("ink", machine.folder), join(machine.folder, "link"));
    expect((await machine.pantry(machine.folder, "hash", "link")).stdout).toBe(ink.hash);
    symlinkSync("nowhere", join(machine.folder, "broken"));
    const broken = await machine.pantry(machine.folder, "hash", "broken", "--json");
    expect(JSON.parse(broken.stdout).error.code).toBe("PATH_MISSING");
  });

  test("a reader that has enough", async () => {
    const machine = machineIn(temporaryFolder());
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`file-${index}.zig`, ""]));
    writeFiles(join(machine.folder, "many"), many);
    const { stdout, stderr } = await execa(
      "sh",
      ["-c", '"$NODE" "$BUNDLE" hash many --json | head -1; echo "$?"'],
      { cwd: machine.folder, env: { ...machine.env, NODE: process.execPath, BUNDLE: bundle } },
    );
    expect(stdout).toBe("{\n0");
    expect(stderr).toBe("");
  });
});

describe("the command line", () => {
  test.each([
    { args: ["-C", "app"] },
    { args: ["-Capp"] },
    { args: ["-qC", "app"] },
    { args: ["-qCapp"] },
    { args: ["--directory=app"] },
  ])("$args names the folder, before the command and behind it", async ({ args }) => {
    const machine = machineIn(temporaryFolder());
    await machine.pantry(machine.folder, "init", "app");
    await machine.pantry(machine.folder, "init", "--name", "outer");
    for (const line of [
      [...args, "init", "--name", "inner", "made"],
      ["init", "--name", "inner", "made", ...args],
    ]) {
      const { exitCode, stderr } = await machine.pantry(machine.folder, ...line);
      expect(stderr).not.toContain("usage:");
      expect(existsSync(join(machine.folder, "app", "made", "build.zig.zon"))).toBe(true);
      expect(exitCode).toBe(line[0] === "init" ? 1 : 0);
    }
    expect(existsSync(join(machine.folder, "made"))).toBe(false);
  });

  test.each([
    ["-C"],
    ["-C../x", "--nonsense"],
    ["-qZ"],
    ["hash", ".", "-Zh"],
    ["hash", ".", "-C"],
    ["hash", ".", "-C", "--json"],
    ["hash", ".", "--color", "blue"],
    ["hash", ".", "--registry", "ftp://x"],
    ["hash", ".", "--quiet=1"],
    ["hash", ".", "."],
    ["hash"],
    ["info", "soup@"],
    ["info", "@1.0.0"],
    ["--nonsense"],
  ])("pantry %s %s %s %s is wrong usage", async (...args) => {
    const machine = machineIn(temporaryFolder());
    const { exitCode, stdout, stderr } = await machine.pantry(machine.folder, ...args);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toMatch(/^hint: /m);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  });

  test("a word that looks like a number stays as it was typed", async () => {
    const machine = machineIn(temporaryFolder());
    await machine.pantry(machine.folder, "init", "1.10", "--name", "app");
    expect(existsSync(join(machine.folder, "1.10", "build.zig.zon"))).toBe(true);
  });

  test("the version, for people and for scripts", async () => {
    const machine = machineIn(temporaryFolder());
    const { stdout } = await machine.pantry(machine.folder, "--version");
    expect(stdout).toMatch(/^pantry \d+\.\d+\.\d+$/);
    expect((await machine.pantry(machine.folder, "-V")).stdout).toBe(stdout);
    const json = await machine.pantry(machine.folder, "--version", "--json");
    expect(`pantry ${JSON.parse(json.stdout).version}`).toBe(stdout);
    const help = await machine.pantry(machine.folder, "hash", "--help", "--json");
    expect(JSON.parse(help.stdout)).toMatchObject({ name: "hash", arguments: "<path>" });
  });

  test("init takes an absolute path", async () => {
    const machine = machineIn(temporaryFolder());
    const elsewhere = join(temporaryFolder(), "app");
    const { stdout } = await machine.pantry(machine.folder, "init", elsewhere, "--json");
    expect(JSON.parse(stdout).folder).toBe(elsewhere);
    expect(existsSync(join(elsewhere, "build.zig.zon"))).toBe(true);
  });

  test("color by setting and by environment", async () => {
    const machine = machineIn(temporaryFolder());
    const redError = "\u001b[1;31merror:";
    const seen = async (env: Record<string, string>, ...args: string[]) =>
      (await machineIn(machine.folder, env).pantry(machine.folder, "hash", "gone", ...args)).stderr;
    expect(await seen({})).not.toContain("\u001b");
    expect(await seen({ PANTRY_COLOR: "always" })).toContain(redError);
    expect(await seen({ PANTRY_COLOR: "always" }, "--color", "never")).not.toContain("\u001b");
    await machine.pantry(machine.folder, "config", "set", "terminal.color", "always");
    expect(await seen({})).toContain(redError);
    expect(await seen({ PANTRY_COLOR: "never" })).not.toContain("\u001b");
    writeFileSync(join(machine.home, ".pantry", "config.toml"), "broken");
    expect(await seen({})).toContain("there is nothing at");
  });
});

describe("what packages say", () => {
  test.each(["never", "always"])("reaches the screen without its escapes: --color %s", async (color) => {
    const machine = machineIn(temporaryFolder());
    await machine.pantry(machine.folder, "init", "app");
    const app = join(machine.folder, "app");
    const nasty = writeFiles(join(machine.folder, "nasty"), {
      "build.zig.zon": manifestText("nasty", {
        dependencies: '.{ .@"\\x1b[31mkey\\xc2\\x9b\\u{202e}" = .{ .path = "../\\x1b]0;title\\x07" } }',
      }),
      "build.zig": 'pub fn build(b: anytype) void { _ = b.addModule("\u001b[31mred", .{}); }\n',
    });
    const url = server.on(`/nasty-${color}.tar.gz`, file(packFolder(nasty).bytes));
    const { exitCode, stderr } = await machine.pantry(app, "add", url, "--color", color);
    expect(exitCode, stderr).toBe(4);
    const unstyled = stderr.replaceAll(/\u001b\[(?:1;31|1;36|22;39|1|22|2|31|32|39)m/g, "");
    expect(stderr).not.toContain("\u001b[31mkey");
    expect(unstyled).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
    expect(unstyled).toContain("\\x1b");
    const { stdout } = await machine.pantry(app, "add", url, "--json");
    expect(stdout).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
    expect(JSON.parse(stdout).error.code).toBe("PATH_ESCAPES");
  });
});

describe("signing in", () => {
  const login = (machine: Machine, folder: string, name: string, ...args: string[]) =>
    machine.piped("swordfish-7\n", folder, "login", "--username", name, "--password-stdin", ...args);

  test("a registry that only the project names gets nothing unasked", async () => {
    const machine = machineIn(temporaryFolder());
    await machine.pantry(machine.folder, "init", "app");
    const app = join(machine.folder, "app");
    const asked: string[] = [];
    const thief = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.end();
    });
    await new Promise<void>((listening) => thief.listen(0, "127.0.0.1", listening));
    const { port } = thief.address() as { port: number };
    try {
      writeFileSync(join(app, "pantry.toml"), `[registry]\nurl = "http://127.0.0.1:${port}/"\n`);
      for (const flag of ["--password-stdin", "--token-stdin"]) {
        const { exitCode, stdout } = await machine.piped(
          "secret\n",
          app,
          "login",
          "--username",
          "ada",
          flag,
          "--json",
        );
        expect(JSON.parse(stdout).error).toMatchObject({
          code: "REGISTRY_UNCONFIRMED",
          hint: expect.stringContaining(`--registry http://127.0.0.1:${port}/`),
        });
        expect(exitCode).toBe(5);
      }
      expect(asked).toEqual([]);
    } finally {
      thief.close();
    }
    writeFileSync(join(app, "pantry.toml"), `[registry]\nurl = "${registry.url}"\n`);
    expect((await login(machine, app, "carol", "--registry", registry.url)).exitCode).toBe(0);
  });

  test("credentials behind a link stay the owner's, and the link stays", async () => {
    const machine = machineIn(temporaryFolder(), { PANTRY_REGISTRY: registry.url });
    const home = join(machine.home, ".pantry");
    const elsewhere = join(machine.folder, "dotfiles");
    mkdirSync(home, { recursive: true });
    mkdirSync(elsewhere);
    const link = join(home, "credentials.toml");
    symlinkSync(join(elsewhere, "real.toml"), link);
    for (const name of ["dora", "dora"]) {
      expect((await login(machine, machine.folder, name)).exitCode).toBe(0);
      expect(lstatSync(link).isSymbolicLink()).toBe(true);
      expect(statSync(link).mode & 0o777).toBe(0o600);
    }
    chmodSync(join(elsewhere, "real.toml"), 0o644);
    const { stdout } = await machine.pantry(machine.folder, "whoami", "--json");
    expect(JSON.parse(stdout).error.code).toBe("CREDENTIALS_EXPOSED");
  });

  test("logout forgets a token that the registry does not know, and one that it cannot be told of", async () => {
    const machine = machineIn(temporaryFolder(), { PANTRY_REGISTRY: registry.url });
    const path = join(machine.home, ".pantry", "credentials.toml");
    expect((await login(machine, machine.folder, "emil")).exitCode).toBe(0);
    const token = /token = "(.*)"/.exec(readFileSync(path, "utf8"))?.[1] ?? "";
    const kept = readFileSync(path, "utf8");

    const first = await machine.pantry(machine.folder, "logout", "--json");
    expect(JSON.parse(first.stdout)).toMatchObject({ wasSignedIn: true, tokenEnded: true });
    expect(readFileSync(path, "utf8")).not.toContain(token);

    writeFileSync(path, kept);
    const again = await machine.pantry(machine.folder, "logout", "--json");
    expect(again.exitCode, again.stdout).toBe(0);
    expect(readFileSync(path, "utf8")).not.toContain(token);

    const gone = "http://127.0.0.1:1/";
    writeFileSync(path, kept.replace(registry.url, gone));
    const away = await machine.pantry(machine.folder, "logout", "--registry", gone);
    expect(away.exitCode, away.stderr).toBe(0);
    expect(away.stderr).toContain("may still be good");
    expect(readFileSync(path, "utf8")).not.toContain(token);
  });

  test("a dry run whose checks fail is a failure", async () => {
    const machine = machineIn(temporaryFolder(), { PANTRY_REGISTRY: registry.url });
    const folder = writeFiles(join(machine.folder, "bare"), {
      "build.zig.zon": manifestText("bare"),
      id_rsa: "-----BEGIN OPENSSH PRIVATE KEY-----\n",
    });
    const { exitCode, stdout } = await machine.pantry(folder, "publish", "--dry-run", "--no-build", "--json");
    expect(JSON.parse(stdout).isReady, stdout).toBe(false);
    expect(exitCode).toBe(1);
  });

  test("a version that is yanked is still shown", async () => {
    const machine = machineIn(temporaryFolder(), { PANTRY_REGISTRY: registry.url });
    expect((await login(machine, machine.folder, "fritz")).exitCode).toBe(0);
    const folder = writeFiles(join(machine.folder, "stale"), {
      "build.zig.zon": manifestText("stale", {
        paths: ["build.zig", "build.zig.zon", "LICENSE", "README.md"],
      }),
      "build.zig": 'pub fn build(b: *@import("std").Build) void {\n    _ = b;\n}\n',
      LICENSE: "public domain\n",
      "README.md": "# stale\n",
    });
    const published = await machine.pantry(folder, "publish", "--no-build");
    expect(published.exitCode, published.stderr).toBe(0);
    expect((await machine.pantry(folder, "yank", "stale@1.0.0")).exitCode).toBe(0);
    const { exitCode, stdout, stderr } = await machine.pantry(folder, "info", "stale@1.0.0");
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/stale 1\.0\.0\n\s+yanked/);
    expect((await machine.pantry(folder, "info", "stale")).exitCode).toBe(1);
  });
});

describe("git", () => {
  test("a .gitignore keeps its bytes and its link, and nobody's program is run", async () => {
    const machine = machineIn(temporaryFolder());
    await machine.pantry(machine.folder, "init", "app");
    const app = join(machine.folder, "app");
    await execa("git", ["init", "-q"], { cwd: app });
    const trap = join(machine.folder, "trap");
    writeFileSync(trap, `#!/bin/sh\ntouch ${trap}-sprung\n`, { mode: 0o755 });
    await execa("git", ["config", "core.fsmonitor", trap], { cwd: app });
    const before = Buffer.from([0x2a, 0x2e, 0xe9, 0x0a]);
    writeFileSync(join(machine.folder, "ignore"), before);
    rmSync(join(app, ".gitignore"));
    symlinkSync("../ignore", join(app, ".gitignore"));
    const url = server.on("/ink.tar.gz", file(ink.bytes));
    const other = machineIn(machine.folder, { GIT_DIR: join(machine.folder, "nowhere") });
    const { exitCode, stderr } = await other.pantry(app, "add", url);
    expect(exitCode, stderr).toBe(0);
    expect(lstatSync(join(app, ".gitignore")).isSymbolicLink()).toBe(true);
    const after = readFileSync(join(machine.folder, "ignore"));
    expect(after).toEqual(Buffer.concat([before, Buffer.from("zig-pkg/\n")]));
    expect(existsSync(`${trap}-sprung`)).toBe(false);
  });
});
