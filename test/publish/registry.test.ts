import { randomBytes } from "node:crypto";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { type LogEntry, startRegistry } from "../../registry/main.ts";
import { packTarGz } from "../../src/archive/index.ts";
import { createClient, type RegistryClient } from "../../src/client/index.ts";
import { nodeDisk } from "../../src/disk/index.ts";
import { addPackages } from "../../src/install/index.ts";
import { planPublish, sendPublish } from "../../src/publish/index.ts";
import { readPackageFolder } from "../../src/zig/index.ts";
import { setDependency } from "../../src/zon/index.ts";
import { temporaryFolder } from "../support/folders.ts";
import { makeRepository } from "../support/git-repository.ts";
import { startGitServer } from "../support/git-server.ts";
import { file, startHttpServer } from "../support/http-server.ts";
import { zigBinary } from "../support/zig.ts";
import { library, writeFolder } from "./fixtures.ts";
import { type Machine, machineIn } from "./workbench.ts";

let logged: LogEntry[] = [];
beforeEach(() => {
  logged = [];
});

const examples = fileURLToPath(new URL("../../examples/", import.meta.url));

async function registryWithUsers(...names: readonly string[]) {
  const registry = await startRegistry({
    dataFolder: temporaryFolder(),
    port: 0,
    upstream: false,
    uploadLimitBytes: 4 * 1024 * 1024,
    log: (entry) => logged.push(entry),
  });
  onTestFinished(() => registry.close());
  const machines: Machine[] = [];
  for (const name of names) {
    const visitor = createClient({
      registryUrl: registry.url,
      disk: nodeDisk,
      cacheFolder: temporaryFolder(),
    });
    const { token } = await visitor.login({ name, password: "correct horse" });
    await visitor.close();
    machines.push(machineIn(temporaryFolder(), registry.url, token));
  }
  return { url: registry.url, machines };
}

/** The statuses of all answers to a request so far. */
function statusesOf(method: string, path: string): unknown[] {
  return logged
    .filter((entry) => entry["method"] === method && entry["path"] === path)
    .map((entry) => entry["status"]);
}

/** A copy of an example that may be changed. */
function example(name: string): string {
  const folder = join(temporaryFolder(), name);
  cpSync(join(examples, name), folder, {
    recursive: true,
    filter: (path) => !/[/\\](?:\.zig-cache|zig-out|zig-pkg)$/.test(path),
  });
  return folder;
}

async function publish({ publishOf, client }: Machine, folder: string, change = {}) {
  const plan = await planPublish(publishOf(folder, change));
  return sendPublish(plan, { disk: nodeDisk, client });
}

const depend = (
  folder: string,
  alias: string,
  location: { url: string; hash: string } | { path: string },
) => {
  const zon = join(folder, "build.zig.zon");
  writeFileSync(zon, setDependency(readFileSync(zon), "build.zig.zon", alias, location));
};

function visitor(url: string): RegistryClient {
  const client = createClient({ registryUrl: url, disk: nodeDisk, cacheFolder: temporaryFolder() });
  onTestFinished(() => client.close());
  return client;
}

describe("publishing to a registry", { timeout: 300_000 }, () => {
  it("publishes libraries that depend on each other, and they build for somebody else", async () => {
    const { url, machines } = await registryWithUsers("ada", "bob");
    const [ada, bob] = machines as [Machine, Machine];

    const ink = await publish(ada, example("ink"));
    expect(ink).toMatchObject({
      name: "ink",
      version: "0.1.0",
      wasThere: false,
      testedZigVersions: ["0.16.0"],
      foreign: [],
    });
    expect(ink.hash).toBe(readPackageFolder(nodeDisk, example("ink")).hash);
    const proverbs = await publish(ada, example("proverbs"));

    const greetingFolder = example("greeting");
    depend(greetingFolder, "ink", { url: ink.archive, hash: ink.hash });
    const greeting = await publish(ada, greetingFolder);
    expect(greeting.foreign).toEqual([]);

    const document = await visitor(url).demandDocument("greeting");
    expect(document).toMatchObject({
      owners: ["ada"],
      versions: [
        {
          hash: greeting.hash,
          integrity: greeting.integrity,
          modules: ["greeting"],
          artifacts: [],
          testedZigVersions: ["0.16.0"],
          dependencies: [{ name: "ink", url: ink.archive, hash: ink.hash, lazy: false }],
        },
      ],
    });

    const hello = example("hello");
    depend(hello, "greeting", { url: greeting.archive, hash: greeting.hash });
    depend(hello, "proverbs", { url: proverbs.archive, hash: proverbs.hash });
    await addPackages(bob.bench, hello, {
      specs: ["greeting@^0.1"],
      folder: hello,
      alias: undefined,
      lazy: false,
      exact: false,
      dryRun: false,
    });
    const ran = await execa(zigBinary, ["build", "run"], {
      cwd: hello,
      env: bob.env,
      extendEnv: false,
      timeout: 200_000,
    });
    expect(ran.stdout).toBe("\u001b[1mHello\u001b[0m, Pantry!");
  });

  it("takes foreign dependencies along, so that they outlive their addresses", async () => {
    const { url, machines } = await registryWithUsers("ada", "bob");
    const [ada, bob] = machines as [Machine, Machine];
    const http = await startHttpServer();
    const gitRoot = temporaryFolder();
    const git = await startGitServer(gitRoot);
    onTestFinished(() => Promise.all([http.close(), git.close()]).then(() => undefined));

    // A C library without a manifest, and a Zig library in git that depends on it.
    const c = { "include/leaf.h": "int leaf(void);\n", "leaf.c": "int leaf(void) { return 7; }\n" };
    const cFolder = join(temporaryFolder(), "leaf");
    writeFolder(cFolder, c);
    const entries = Object.entries(c).map(([path, text]) => ({
      path: Buffer.from(path),
      kind: "file" as const,
      bytes: Buffer.from(text),
    }));
    const cDependency = {
      url: http.on("/leaf.tar.gz", file(packTarGz(entries, { root: "leaf-1" }))),
      hash: readPackageFolder(nodeDisk, cFolder).hash,
    };
    expect(cDependency.hash).toMatch(/^N-V-/);

    const middleFolder = join(temporaryFolder(), "ink");
    writeFolder(middleFolder, library);
    depend(middleFolder, "leaf", cDependency);
    const middle = Object.fromEntries(
      Object.keys(library).map((path) => [path, readFileSync(join(middleFolder, path))]),
    );
    const repository = makeRepository(gitRoot, "ink.git");
    const commit = repository.commit(middle);
    repository.setRef("refs/heads/main", commit);

    const folder = example("greeting");
    const inkDependency = {
      url: `git+${git.origin}/ink.git#${commit}`,
      hash: readPackageFolder(nodeDisk, middleFolder).hash,
    };
    depend(folder, "ink", inkDependency);
    const build = join(folder, "build.zig");
    writeFileSync(
      build,
      readFileSync(build, "utf8").replace(
        'b.dependency("ink", .{ .target = target, .optimize = optimize })',
        'b.dependency("ink", .{})',
      ),
    );
    writeFileSync(join(folder, "src/root.zig"), 'pub const one = @import("ink").one;\n');

    const result = await publish(ada, folder);
    expect(
      result.foreign.map(({ name, hash }) => ({ name, hash })).sort((a, b) => (a.name < b.name ? -1 : 1)),
    ).toEqual([
      { name: "ink", hash: inkDependency.hash },
      { name: "leaf", hash: cDependency.hash },
    ]);

    await Promise.all([http.close(), git.close()]);
    const client = visitor(url);
    for (const { hash } of [inkDependency, cDependency]) {
      expect(await client.hasHash(hash)).toBe(true);
      expect(await client.archiveByHash(hash)).toMatchObject({ outcome: "found", kind: "tar.gz" });
    }
    const app = join(temporaryFolder(), "app");
    writeFolder(app, library);
    await addPackages(bob.bench, app, {
      specs: ["greeting"],
      folder: app,
      alias: undefined,
      lazy: false,
      exact: false,
      dryRun: false,
    });
    expect(readdirSync(join(app, "zig-pkg")).sort()).toEqual(
      [cDependency.hash, result.hash, inkDependency.hash].sort(),
    );
  });

  it("says beforehand what the registry would refuse, and the registry refuses it too", async () => {
    const { machines } = await registryWithUsers("ada", "bob");
    const [ada, bob] = machines as [Machine, Machine];
    const noBuild = { zig: undefined };
    const folder = example("ink");
    const first = await publish(ada, folder, noBuild);
    expect(first.testedZigVersions).toEqual([]);

    // The very same again is no failure, and changes nothing.
    const again = await publish(ada, folder, noBuild);
    expect(again).toEqual({ ...first, wasThere: true });

    const failed = async (machine: Machine) => {
      const plan = await planPublish(machine.publishOf(folder, noBuild));
      const { name, version, facts, archive } = plan;
      const refused = await machine.client
        .publish({ name, version, facts, archive })
        .catch((error: unknown) => error);
      return {
        checks: plan.checks.filter(({ verdict }) => verdict === "failed").map((check) => check.name),
        refused,
      };
    };
    const root = join(folder, "src/root.zig");
    writeFileSync(root, `${readFileSync(root, "utf8")}// another\n`);
    expect(await failed(ada)).toEqual({
      checks: ["version"],
      refused: expect.objectContaining({ code: "VERSION_TAKEN", exit: "failed" }),
    });

    const zon = join(folder, "build.zig.zon");
    const change = (from: string, to: string) =>
      writeFileSync(zon, readFileSync(zon, "utf8").replace(from, to));
    change('"0.1.0"', '"0.2.0"');
    expect(await failed(bob)).toEqual({
      checks: ["name"],
      refused: expect.objectContaining({ code: "NOT_OWNER", exit: "denied" }),
    });

    change("51f2a9c4", "51f2a9c5");
    expect(await failed(ada)).toEqual({
      checks: ["fingerprint"],
      refused: expect.objectContaining({ code: "FINGERPRINT_DIFFERS" }),
    });
    change("51f2a9c5", "51f2a9c4");

    depend(folder, "up", { path: "../up" });
    expect(await failed(ada)).toEqual({
      checks: ["path-dependencies"],
      refused: expect.objectContaining({ code: "DEPENDENCY_PATH" }),
    });

    depend(folder, "up", { url: "ftp://zig.example/x.tar.gz", hash: first.hash });
    expect(await failed(ada)).toEqual({
      checks: ["dependencies"],
      refused: expect.objectContaining({ code: "DEPENDENCY_ADDRESS" }),
    });
    rmSync(folder, { recursive: true });
  });
});

describe("the client and a registry", () => {
  it("agree about accounts, owners and yanking", async () => {
    const { url, machines } = await registryWithUsers("ada", "bob");
    const [{ client: ada, publishOf }, { client: bob }] = machines as [Machine, Machine];
    expect(await Promise.all([ada.whoami(), bob.whoami()])).toEqual(["ada", "bob"]);
    const plan = await planPublish(publishOf(example("ink"), { zig: undefined }));
    await sendPublish(plan, { disk: nodeDisk, client: ada });

    await expect(bob.yank("ink", "0.1.0")).rejects.toMatchObject({ code: "NOT_OWNER", exit: "denied" });
    expect(await ada.addOwner("ink", "bob")).toEqual(["ada", "bob"]);
    await bob.yank("ink", "0.1.0");
    expect((await bob.demandDocument("ink")).versions.map(({ yanked }) => yanked)).toEqual([true]);
    await bob.unyank("ink", "0.1.0");
    expect((await bob.demandDocument("ink")).versions.map(({ yanked }) => yanked)).toEqual([false]);
    expect(await ada.removeOwner("ink", "ada")).toEqual(["bob"]);
    await expect(bob.removeOwner("ink", "bob")).rejects.toMatchObject({ code: "LAST_OWNER", exit: "failed" });
    await expect(ada.addOwner("ink", "nobody")).rejects.toMatchObject({ code: "NOT_OWNER" });
    expect(await ada.owners("ink")).toEqual(["bob"]);

    const text = await ada.createToken({ password: "correct horse", readOnly: true });
    const reader = createClient({
      registryUrl: url,
      token: text,
      disk: nodeDisk,
      cacheFolder: temporaryFolder(),
    });
    expect(await reader.whoami()).toBe("ada");
    await expect(reader.uploadForeign(plan.hash, plan.archive)).rejects.toMatchObject({
      code: "TOKEN_READ_ONLY",
      exit: "denied",
    });
    const listed = await ada.tokens();
    expect(listed.map(({ readOnly }) => readOnly).sort()).toEqual([false, true]);
    await ada.revokeToken(listed.find(({ readOnly }) => readOnly)?.key ?? "");
    expect(await ada.tokens()).toHaveLength(1);
    await ada.logout();
    await reader.close();
    await expect(ada.login({ name: "ada", password: "wrong horse" })).rejects.toMatchObject({
      code: "PASSWORD_WRONG",
      exit: "denied",
    });
    expect(await ada.login({ name: "ada", password: "correct horse" })).toMatchObject({ created: false });
  });

  it("agree about documents and archives, and a second asking transfers nothing", async () => {
    const { url, machines } = await registryWithUsers("ada");
    const [ada] = machines as [Machine];
    const published = await publish(ada, example("ink"), { zig: undefined });
    const cacheFolder = temporaryFolder();
    const ask = async (offline = false) => {
      const client = createClient({ registryUrl: url, disk: nodeDisk, cacheFolder, offline });
      onTestFinished(() => client.close());
      return client.demandDocument("ink");
    };
    const document = await ask();
    logged = [];
    expect(await ask()).toEqual(document);
    expect(await ask(true)).toEqual(document);
    await vi.waitFor(() => expect(statusesOf("GET", "/-/zig/ink")).toEqual([304]), 60_000);

    const client = visitor(url);
    const [byName, byHash] = [
      await client.archive("ink", "0.1.0"),
      await client.archiveByHash(published.hash),
    ];
    expect(byHash).toEqual({ outcome: "found", registryUrl: url, ...byName });
    await expect(client.demandDocument("inks")).rejects.toMatchObject({ code: "PACKAGE_MISSING" });
    await expect(client.demandDocument("I_nk")).rejects.toMatchObject({
      code: "PACKAGE_MISSING",
      hint: expect.stringContaining("`ink`"),
    });
    expect(
      await client.archiveByHash(published.hash.replace(/.$/, (last) => (last === "x" ? "y" : "x"))),
    ).toEqual({ outcome: "missing" });
  });

  it("agree that something is too large, while it is sent", async () => {
    const { machines } = await registryWithUsers("ada");
    const [ada] = machines as [Machine];
    const folder = example("ink");
    writeFileSync(join(folder, "src/data.bin"), randomBytes(16 * 1024 * 1024));
    await expect(publish(ada, folder, { zig: undefined })).rejects.toMatchObject({
      code: "BODY_TOO_LARGE",
      exit: "failed",
    });
  });

  it("a hundred publishers of one version, of which one wins", async () => {
    const { url, machines } = await registryWithUsers("ada");
    const [ada] = machines as [Machine];
    const folder = example("ink");
    const root = join(folder, "src/root.zig");
    const source = readFileSync(root, "utf8");
    const outcomes: Promise<string>[] = [];
    for (let each = 0; each < 100; each += 1) {
      writeFileSync(root, `${source}// ${each}\n`);
      const { name, version, facts, archive } = await planPublish(
        ada.publishOf(folder, { zig: undefined, client: undefined }),
      );
      outcomes.push(
        ada.client.publish({ name, version, facts, archive }).then(
          ({ hash }) => hash,
          (error: { code: string }) => error.code,
        ),
      );
    }
    const ended = await Promise.all(outcomes);
    const winners = ended.filter((end) => end !== "VERSION_TAKEN");
    expect(winners).toHaveLength(1);
    expect((await visitor(url).demandDocument("ink")).versions.map(({ hash }) => hash)).toEqual(winners);
  });
});
