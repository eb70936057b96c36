import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, openSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { backUp, restore } from "../../registry/backup.ts";
import { registryCommands } from "../../registry/commands/index.ts";
import { isToken, paths } from "../../src/protocol/index.ts";
import { sharedFolder, temporaryFolder } from "../support/folders.ts";
import { publishNpm } from "./support/npm.ts";
import { runOperator } from "./support/operator.ts";
import { testPackage } from "./support/package.ts";
import { bundledRegistry, startProcess } from "./support/process.ts";
import { ask, password, publish, signUp, testRegistry } from "./support/registry.ts";

const folder = sharedFolder();
let program: string;

beforeAll(async () => {
  program = await bundledRegistry(folder.path);
});
afterAll(() => folder.remove());

describe("pantry-registry", () => {
  it.each(registryCommands.map(({ name }) => name))("explains %s", async (name) => {
    const { exitCode, stdout } = await runOperator(program, [name, "--help"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("usage: pantry-registry");
    expect(stdout).toContain("--data <dir>");
  });

  it.each<[string, readonly string[], RegExp]>([
    ["a misspelt command", ["usr"], /did you mean `pantry-registry user`/],
    ["a misspelt option", ["--prot", "1"], /unknown option/i],
    ["a misspelt use", ["user", "ad", "ada"], /did you mean `pantry-registry user add`/],
    ["a missing word", ["user", "add"], /the user's name is missing/],
    ["no data folder", ["user", "list"], /no data folder/],
    [
      "days that are none",
      ["token", "create", "ada", "--expires", "soon", "--data", "x"],
      /no number of days/,
    ],
    ["a port that is none", ["--data", "x", "--port", "http"], /--port/],
  ])("refuses %s", async (_, args, message) => {
    const said = await runOperator(program, args, { cwd: temporaryFolder() });
    expect(said.exitCode).toBe(2);
    expect(said.stderr).toMatch(message);
  });
});

describe("the operator of a registry that runs", () => {
  it("makes, changes and removes accounts", async () => {
    const dataFolder = temporaryFolder();
    const registry = await testRegistry({ dataFolder, signUp: "closed" });
    const run = (...args: string[]) => runOperator(program, [...args, "--data", dataFolder], { input: "" });
    const enter = async (name: string, tried: string) =>
      (await ask(registry, "PUT", paths.user(name), { body: { password: tried } })).status;

    const added = await run("user", "add", "ada", "--email", "ada@e.x");
    const given = added.stdout.trim();
    expect(given).toMatch(/^[\w-]{20}$/);
    expect(await enter("ada", given)).toBe(201);
    expect((await run("user", "add", "a-d.a")).stderr).toMatch(/reads the same/);
    expect((await run("user", "add", "admin")).stderr).toMatch(/nobody can be called/);
    const piped = await runOperator(
      program,
      ["user", "add", "bob", "--password-stdin", "--data", dataFolder],
      {
        input: `${password}\n`,
      },
    );
    expect(piped.stdout).toBe("");
    expect(await enter("bob", password)).toBe(201);
    expect((await run("user", "list")).stdout).toMatch(/^ada\tada@e\.x\t[\d-]{10}\nbob\t\t[\d-]{10}\n$/);

    const second = (await run("user", "password", "ada")).stdout.trim();
    expect([await enter("ada", given), await enter("ada", second)]).toEqual([401, 201]);

    const { stdout } = await run(
      "token",
      "create",
      "ada",
      "--rights",
      "read",
      "--name",
      "ci",
      "--expires",
      "30",
    );
    const token = stdout.trim();
    expect(isToken(token)).toBe(true);
    expect((await ask(registry, "GET", paths.whoami, { token })).json()).toEqual({ username: "ada" });
    const list = (await run("token", "list", "ada")).stdout;
    const line = list.split("\n").find((each) => each.includes("\tci\tread\t")) ?? "";
    const [key = ""] = line.split("\t");
    expect((await run("token", "revoke", "ada", "none")).stderr).toMatch(/no token of `ada`/);
    expect((await run("token", "revoke", "ada", key)).exitCode).toBe(0);
    expect((await ask(registry, "GET", paths.whoami, { token })).status).toBe(401);

    const last = (await run("token", "create", "ada")).stdout.trim();
    expect((await run("user", "remove", "ada")).exitCode).toBe(0);
    expect(await enter("ada", second)).toBe(401);
    expect((await ask(registry, "GET", paths.whoami, { token: last })).status).toBe(401);
    expect((await run("user", "list")).stdout).toMatch(/^ada\t\t[\d-]{10}\tremoved\n/);
    expect((await run("token", "create", "ada")).stderr).toMatch(/there is no user/);
    expect((await run("user", "add", "ada")).stderr).toMatch(/reads the same/);
  });

  it("gives names to users", async () => {
    const dataFolder = temporaryFolder();
    const registry = await testRegistry({ dataFolder });
    const [ada, bob] = [await signUp(registry, "ada"), await signUp(registry, "bob")];
    const run = (...args: string[]) => runOperator(program, ["grant", ...args, "--data", dataFolder]);
    expect((await run("zig:leaf", "ada")).exitCode).toBe(0);
    expect((await publish(registry, bob, testPackage())).json()["code"]).toBe("NOT_OWNER");
    expect((await publish(registry, ada, testPackage())).status).toBe(201);
    expect((await run("zig:leaf", "bob")).exitCode).toBe(0);
    expect((await publish(registry, bob, testPackage({ version: "2.0.0" }))).status).toBe(201);
    expect((await run("zig:Le_af", "bob")).stderr).toMatch(/reads the same as the package `leaf`/);

    expect((await run("left-pad", "ada")).exitCode).toBe(0);
    const leftPad = { name: "left-pad" };
    expect((await publishNpm(registry, bob, leftPad)).json()["code"]).toBe("NOT_OWNER");
    expect((await publishNpm(registry, ada, leftPad)).status).toBe(201);

    expect((await run("@acme", "ada")).exitCode).toBe(0);
    const scoped = { name: "@acme/app" };
    expect((await publishNpm(registry, bob, scoped)).json()["code"]).toBe("SCOPE_TAKEN");
    expect((await publishNpm(registry, ada, scoped)).status).toBe(201);

    for (const [name, user, why] of [
      ["@acme", "bob", /is there already/],
      ["zig:std", "ada", /cannot be called "std"/],
      ["zig:a-b", "ada", /cannot be called "a-b"/],
      ["A B", "ada", /cannot be called "A B"/],
      ["fresh", "nobody", /there is no user/],
    ] as const) {
      expect((await run(name, user)).stderr).toMatch(why);
    }
  });

  it("makes the search index anew", async () => {
    const dataFolder = temporaryFolder();
    const registry = await testRegistry({ dataFolder });
    await publish(registry, await signUp(registry, "ada"), testPackage());
    const said = await runOperator(program, ["reindex", "--data", dataFolder]);
    expect(said.stderr).toContain("the search index has 1 packages");
  });

  it("is told by a code what went wrong", async () => {
    const dataFolder = temporaryFolder();
    const context = {
      options: { dataFolder },
      folder: dataFolder,
      print: () => {},
      say: () => {},
      readLine: async () => password,
    };
    const run = (name: string, ...words: string[]) => {
      const command = registryCommands.find((each) => each.name === name);
      const has = (option: string) => option === "password-stdin";
      const invocation = { arguments: words, has, lacks: () => false, value: () => undefined };
      return command?.run(context, invocation);
    };
    await run("user", "add", "ada");
    await expect(run("token", "revoke", "ada", "x")).rejects.toMatchObject({ code: "TOKEN_MISSING" });
  });
});

describe("a registry whose log cannot be written", () => {
  it.each<[string, () => "pipe" | number]>([
    ["because the disk is full", () => openSync("/dev/full", "w")],
    ["because nobody reads it any more", () => "pipe"],
  ])("answers, %s", async (_, log) => {
    const args = ["--data", temporaryFolder(), "--port", "0", "--upstream", "off"];
    const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", log()] });
    onTestFinished(() => void child.kill("SIGKILL"));
    child.stderr?.destroy();
    const [url] = await once(createInterface({ input: child.stdout as Readable }), "line");
    for (let times = 0; times < 3; times++) expect((await ask({ url }, "GET", "none")).status).toBe(404);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });
});

describe("a backup", () => {
  it("of a registry that runs and is killed has every version, and everything installs from it", async () => {
    const [dataFolder, elsewhere] = [temporaryFolder(), temporaryFolder()];
    writeFileSync(join(dataFolder, "registry.toml"), "requests-per-minute = 1000000\n");
    mkdirSync(join(dataFolder, "advisories"));
    writeFileSync(join(dataFolder, "advisories", "one.json"), "{}");
    const first = await startProcess(program, dataFolder);
    const token = await signUp(first, "ada");
    const packs = Array.from({ length: 6 }, (_, index) => testPackage({ version: `1.${index}.0` }));
    for (const pack of packs.slice(0, 4)) expect((await publish(first, token, pack)).status).toBe(201);
    const keys = (await ask(first, "GET", paths.keys)).json();

    // While others publish.
    const publishing = packs.slice(4).map((pack) => publish(first, token, pack));
    const copy = join(elsewhere, "backup");
    expect(await runOperator(program, ["backup", copy, "--data", dataFolder])).toMatchObject({ exitCode: 0 });
    await Promise.all(publishing);
    await first.kill();
    const again = await runOperator(program, ["backup", copy, "--data", dataFolder]);
    expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining("is not empty")]);

    const restored = join(elsewhere, "restored");
    const said = await runOperator(program, ["restore", copy, "--data", restored]);
    expect(said).toMatchObject({ exitCode: 0 });
    const second = await startProcess(program, restored);
    const document = (await ask(second, "GET", paths.zigDocument("leaf"))).json();
    const versions = (document["versions"] as { version: string }[]).map(({ version }) => version);
    expect(versions.slice(0, 4)).toEqual(packs.slice(0, 4).map(({ version }) => version));
    for (const version of versions) {
      const pack = packs.find((each) => each.version === version);
      const archive = await ask(second, "GET", paths.zigArchive("leaf", version));
      expect(archive.body.equals(pack?.archive ?? Buffer.alloc(0))).toBe(true);
      const byHash = await ask(second, "GET", paths.zigByHash(pack?.hash ?? ""));
      expect(byHash.status).toBe(200);
    }
    expect((await ask(second, "GET", paths.keys)).json()).toEqual(keys);
    expect((await ask(second, "GET", paths.whoami, { token })).json()).toEqual({ username: "ada" });
    expect((await publish(second, token, testPackage({ version: "9.0.0" }))).status).toBe(201);
    expect(statSync(join(restored, "keys", "0001.pem")).mode & 0o777).toBe(0o600);
    expect(readdirSync(elsewhere).sort()).toEqual(["backup", "restored"]);
    expect(readFileSync(join(restored, "registry.toml"), "utf8")).toContain("requests-per-minute");
    expect(readdirSync(join(restored, "advisories"))).toEqual(["one.json"]);
  });

  it("with other bytes than it was made of is not restored", async () => {
    const dataFolder = temporaryFolder();
    const registry = await testRegistry({ dataFolder });
    await publish(registry, await signUp(registry, "ada"), testPackage());
    const elsewhere = temporaryFolder();
    const copy = join(elsewhere, "backup");
    await runOperator(program, ["backup", copy, "--data", dataFolder]);
    const shelf = readdirSync(join(copy, "blobs")).find((name) => name.length === 2) ?? "";
    mkdirSync(join(copy, "blobs", "00"), { recursive: true });
    writeFileSync(join(copy, "blobs", "00", "0".repeat(128)), "other bytes");
    expect(shelf).not.toBe("");
    const said = await runOperator(program, ["restore", copy, "--data", join(elsewhere, "new")]);
    expect([said.exitCode, said.stderr]).toEqual([4, expect.stringContaining("0".repeat(128))]);
    await expect(restore(copy, join(elsewhere, "new"))).rejects.toMatchObject({ code: "BACKUP_DAMAGED" });
    await expect(backUp(dataFolder, copy)).rejects.toMatchObject({ code: "BACKUP_TARGET_TAKEN" });
    expect(readdirSync(elsewhere)).toEqual(["backup"]);
  });

  it("of nothing says so", async () => {
    const said = await runOperator(program, [
      ...["backup", join(temporaryFolder(), "copy")],
      ...["--data", join(temporaryFolder(), "none")],
    ]);
    expect([said.exitCode, said.stderr]).toEqual([2, expect.stringContaining("cannot copy the registry's")]);
  });
});
