import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { outdated } from "../../src/cli/commands/outdated.ts";
import { tree } from "../../src/cli/commands/tree.ts";
import { update } from "../../src/cli/commands/update.ts";
import { vendor } from "../../src/cli/commands/vendor.ts";
import { why } from "../../src/cli/commands/why.ts";
import { sharedFolder, temporaryFolder } from "../support/folders.ts";
import { startGitServer } from "../support/git-server.ts";
import { file, startHttpServer } from "../support/http-server.ts";
import { manifestText, packFolder, writeFiles } from "../support/libraries.ts";
import { type Machine, machineIn } from "../support/pantry.ts";
import { publisher } from "../support/publisher.ts";
import { type RunningRegistry, startRegistryProcess } from "../support/running-registry.ts";

const shared = sharedFolder();
let registry: RunningRegistry;

async function succeed(running: ReturnType<Machine["pantry"]>) {
  const result = await running;
  expect(result.exitCode, result.stderr).toBe(0);
  return result;
}

async function fail(running: ReturnType<Machine["pantry"]>) {
  const { exitCode, stdout } = await running;
  return { exitCode, ...JSON.parse(stdout).error };
}

/** A machine with an application that has the given dependencies. */
async function application(
  ...specs: string[]
): Promise<{ machine: Machine; app: string; read: (name: string) => string }> {
  const machine = machineIn(temporaryFolder(), { PANTRY_REGISTRY: registry.url });
  await succeed(machine.pantry(machine.folder, "init", "dinner"));
  const app = join(machine.folder, "dinner");
  if (specs.length > 0) await succeed(machine.pantry(app, "add", ...specs));
  return { machine, app, read: (name) => readFileSync(join(app, name), "utf8") };
}

/** The version that build.zig.zon has of a package from the registry. */
function pinned(zon: string, name: string): string | undefined {
  return new RegExp(`${name}-([^/"]+)\\.tar\\.gz`).exec(zon)?.[1];
}

beforeAll(async () => {
  registry = await startRegistryProcess(machineIn(shared.path));
  const publish = await publisher(shared.path, registry.url);
  for (const version of ["1.0.0", "1.1.0", "2.0.0"]) await publish("salt", version);
  await publish("soup", "1.1.0", { needs: "salt@1.0.0" });
  await publish("soup", "1.2.0", { needs: "salt@1.1.0" });
  await publish("soup", "2.0.0", { needs: "salt@2.0.0" });
  await publish("herbs", "0.1.0");
  await publish("herbs", "0.1.1");
  await publish("herbs", "0.1.2", { zig: "0.99.0" });
  const author = machineIn(join(shared.path, "author"), { PANTRY_REGISTRY: registry.url });
  await succeed(author.pantry(author.folder, "yank", "herbs@0.1.1"));
});

afterAll(async () => {
  await registry.stop();
  shared.remove();
});

describe("update", { timeout: 300_000 }, () => {
  test("moves within the range: zon spliced, range kept, lock and zig-pkg follow", async () => {
    const { machine, app, read } = await application("soup@1.1.0");
    const toml = read("pantry.toml").replace('soup = "1.1.0"', 'soup = "^1.0" # ours');
    writeFileSync(join(app, "pantry.toml"), toml);
    const before = read("build.zig.zon").replace("    .dependencies", "    // kept\n    .dependencies");
    writeFileSync(join(app, "build.zig.zon"), before);
    await succeed(machine.pantry(app, "install"));

    const dry = await succeed(machine.pantry(app, "update", "--dry-run"));
    expect(dry.stderr).toContain("~ soup 1.1.0 → 1.2.0");
    expect(dry.stderr).toContain("1 dependency would be updated; nothing was written");
    expect(read("build.zig.zon")).toBe(before);

    const { stderr } = await succeed(machine.pantry(app, "update"));
    expect(stderr.split("\n")).toEqual([
      "~ salt 1.0.0 → 1.1.0",
      "~ soup 1.1.0 → 1.2.0",
      "1 dependency updated",
      "newer versions are held back of `soup`: `pantry outdated` says why",
    ]);
    expect(pinned(read("build.zig.zon"), "soup")).toBe("1.2.0");
    expect(read("build.zig.zon")).toContain("// kept\n");
    expect(read("pantry.toml")).toBe(toml);
    expect(read("pantry.lock")).toContain('range = "^1.0"');
    expect(
      readdirSync(join(app, "zig-pkg"))
        .map((name) => name.slice(0, 10))
        .sort(),
    ).toEqual(["salt-1.1.0", "soup-1.2.0"]);
    await succeed(machine.pantry(app, "ci"));
    await succeed(machine.pantry(app, "verify"));
    const below = await fail(machine.pantry(app, "update", "salt", "--json"));
    expect(below).toMatchObject({
      code: "NOT_IN_PROJECT",
      hint: "`pantry why salt` names them: update those",
    });
    expect((await succeed(machine.pantry(app, "update"))).stderr).toContain("nothing to update");
  });

  test("--latest moves the ranges, each in its own notation", async () => {
    const { machine, app, read } = await application("soup@1.1.0", "salt@~1.0");
    writeFileSync(
      join(app, "pantry.toml"),
      read("pantry.toml").replace('soup = "1.1.0"', 'soup = { package = "soup", version = "^1.1" }'),
    );
    const { stdout } = await succeed(machine.pantry(app, "update", "--latest", "--json"));
    expect(JSON.parse(stdout)).toMatchObject({
      updates: [
        { alias: "salt", before: "1.0.0", after: "2.0.0", range: { before: "~1.0", after: "~2.0" } },
        { alias: "soup", before: "1.1.0", after: "2.0.0", range: { before: "^1.1", after: "^2.0" } },
      ],
      leftAlone: [],
      heldBack: [],
      changes: [
        { name: "salt", before: "1.0.0", after: "2.0.0" },
        { name: "soup", before: "1.1.0", after: "2.0.0" },
      ],
      packages: 2,
    });
    expect(read("pantry.toml")).toContain('soup = { package = "soup", version = "^2.0" }');
    expect(read("pantry.toml")).toContain('salt = "~2.0"');
    await succeed(machine.pantry(app, "ci"));
  });

  test("one by name, by its own or the project's; the others stay", async () => {
    const { machine, app, read } = await application("salt@1.0.0");
    await succeed(machine.pantry(app, "add", "soup@1.1.0", "--as", "broth"));
    writeFileSync(join(app, "pantry.toml"), read("pantry.toml").replaceAll('"1.', '"^1.'));
    await succeed(machine.pantry(app, "update", "soup"));
    expect([pinned(read("build.zig.zon"), "soup"), pinned(read("build.zig.zon"), "salt")]).toEqual([
      "1.2.0",
      "1.0.0",
    ]);
    await succeed(machine.pantry(app, "update", "salt"));
    expect(pinned(read("build.zig.zon"), "salt")).toBe("1.1.0");
    const wrong = await fail(machine.pantry(app, "update", "sal", "--json"));
    expect(wrong).toMatchObject({ exitCode: 1, code: "NOT_IN_PROJECT", hint: "did you mean `salt`?" });
  });

  test("goes back only where the range says so and the name is said", async () => {
    const { machine, app, read } = await application("salt@^2");
    writeFileSync(join(app, "pantry.toml"), read("pantry.toml").replace("^2", "^1"));
    const all = await succeed(machine.pantry(app, "update"));
    expect(all.stderr).toContain(
      "`salt` stays: build.zig.zon has 2.0.0, which `^1` in pantry.toml does not hold",
    );
    expect(all.stderr).toContain("`pantry update salt` goes back to 1.1.0");
    expect(pinned(read("build.zig.zon"), "salt")).toBe("2.0.0");
    await succeed(machine.pantry(app, "update", "salt"));
    expect(pinned(read("build.zig.zon"), "salt")).toBe("1.1.0");

    writeFileSync(join(app, "pantry.toml"), read("pantry.toml").replace("^1", "^7"));
    const none = await fail(machine.pantry(app, "update", "--json"));
    expect(none).toMatchObject({ exitCode: 1, code: "RESOLVE_NO_VERSION" });
  });

  test("what has no range, or comes from an address, stays and is named", async () => {
    const elsewhere = await startHttpServer();
    const pepper = packFolder(
      writeFiles(join(shared.path, "pepper"), { "build.zig": "", "build.zig.zon": manifestText("pepper") }),
    );
    const { machine, app, read } = await application(
      "salt@1.0.0",
      elsewhere.on("/pepper.tar.gz", file(pepper.bytes)),
    );
    await elsewhere.close();
    writeFileSync(join(app, "pantry.toml"), "");
    const before = read("build.zig.zon");
    const { stderr } = await succeed(machine.pantry(app, "update"));
    expect(stderr).toContain("`pepper` stays: it comes from no registry, but from an address");
    expect(stderr).toContain("`salt` stays: build.zig.zon pins 1.0.0, and pantry.toml keeps no range for it");
    expect(stderr).toContain("`pantry add salt` takes the newest and keeps a range");
    expect(read("build.zig.zon")).toBe(before);

    const offline = await fail(machine.pantry(app, "update", "--offline", "--json"));
    expect(offline).toMatchObject({ exitCode: 3, code: "UPDATE_OFFLINE" });
    expect(offline.hint).toContain("without --offline");
  });

  test("a git dependency follows its branch when it is named; its ref stays", async () => {
    const work = writeFiles(join(shared.path, "thyme"), {
      "build.zig": "",
      "build.zig.zon": manifestText("thyme", { version: "0.1.0" }),
    });
    const git = (...args: string[]) =>
      execa("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: work });
    await git("init", "-q", "-b", "main");
    await git("add", ".");
    await git("commit", "-qm", "one");
    const bare = join(shared.path, "repos", "thyme.git");
    await git("clone", "-q", "--bare", ".", bare);
    const server = await startGitServer(join(shared.path, "repos"));
    const { machine, app, read } = await application(`git+${server.origin}/thyme.git#main`);
    const first = (await git("rev-parse", "HEAD")).stdout;
    expect((await succeed(machine.pantry(app, "update", "thyme"))).stderr).toContain("nothing to update");

    writeFileSync(join(work, "build.zig"), "// two\n");
    await git("commit", "-qam", "two");
    await git("push", "-q", bare, "main");
    const second = (await git("rev-parse", "HEAD")).stdout;
    const all = await succeed(machine.pantry(app, "update"));
    expect(all.stderr).toContain(`the commit ${first.slice(0, 8)} of \`main\``);
    expect(read("build.zig.zon")).toContain(`?ref=main#${first}`);
    const named = await succeed(machine.pantry(app, "update", "thyme"));
    expect(named.stderr).toContain(`\`thyme\` from git: ${first.slice(0, 8)} → ${second.slice(0, 8)}`);
    expect(read("build.zig.zon")).toContain(`?ref=main#${second}`);
    await succeed(machine.pantry(app, "ci"));
    await server.close();
  });

  test("a registry that is not there", async () => {
    const { machine, app } = await application("salt@^1");
    const gone = await fail(machine.pantry(app, "update", "--registry", "http://localhost:9", "--json"));
    expect(gone).toMatchObject({ exitCode: 3, code: "REGISTRY_UNREACHABLE" });
  });
});

describe("outdated", { timeout: 300_000 }, () => {
  test("says for each what is in the way", async () => {
    const { machine, app, read } = await application("soup@1.1.0", "herbs@0.1.0", "salt@^2");
    writeFileSync(
      join(app, "pantry.toml"),
      read("pantry.toml").replace('"1.1.0"', '"^1.1"').replace('"0.1.0"', '"^0.1.0"'),
    );
    const { stdout, stderr } = await succeed(machine.pantry(app, "outdated"));
    expect(stdout.split("\n")).toEqual([
      "dependency  current  wanted  latest",
      "herbs       0.1.0    0.1.0   0.1.2",
      "  0.1.2 needs Zig 0.99.0, and 0.16.0 is in use",
      "  0.1.1 was yanked",
      "soup        1.1.0    1.2.0   2.0.0",
      "  2.0.0 is outside of `^1.1` in pantry.toml",
    ]);
    expect(stderr.split("\n")).toEqual(["1 dependency up to date", "`pantry update` moves 1 dependency"]);
    const offline = await succeed(machine.pantry(app, "outdated", "--offline", "--json"));
    expect(JSON.parse(offline.stdout).dependencies.map((row: object) => Object.keys(row))).toEqual(
      Array(3).fill(["project", "alias", "name", "current", "wanted", "latest", "heldBack"]),
    );
    expect(JSON.parse(offline.stdout).dependencies[1]).toMatchObject({
      alias: "salt",
      current: "2.0.0",
      latest: "2.0.0",
    });

    const stranger = machineIn(temporaryFolder(), { PANTRY_REGISTRY: registry.url });
    const unknown = await succeed(stranger.pantry(app, "outdated", "herbs", "--offline"));
    expect(unknown.stdout).toContain("Pantry is offline, and never asked the registry about it");
  });

  test("versions that are too young wait", async () => {
    const { machine, app, read } = await application("salt@1.0.0");
    writeFileSync(
      join(app, "pantry.toml"),
      `${read("pantry.toml").replace('"1.0.0"', '"^1"')}\n[resolution]\nminimum-release-age = "2d"\n`,
    );
    const { stdout } = await succeed(machine.pantry(app, "outdated"));
    expect(stdout).toMatch(/1\.1\.0 is \d+ minutes? old, and versions wait until they are 2 days old/);
    expect((await succeed(machine.pantry(app, "update"))).stderr).toContain("nothing to update");
  });
});

describe("tree and why", { timeout: 300_000 }, () => {
  test("work from the lock alone, without store and network", async () => {
    const { machine, app } = await application("soup@1.1.0", "salt@2.0.0");
    await succeed(machine.pantry(app, "add", "--lazy", "herbs@0.1.0"));
    rmSync(join(machine.home, ".pantry", "store"), { recursive: true, force: true });
    rmSync(join(app, "zig-pkg"), { recursive: true });
    const offline = { ...machine, pantry: (...args: string[]) => machine.pantry(app, ...args, "--offline") };
    const shown = await succeed(offline.pantry("tree"));
    expect(shown.stdout.split("\n")).toEqual([
      "dinner 0.0.0",
      "├── herbs 0.1.0 (lazy)",
      "├── salt 2.0.0 (duplicate: also 1.0.0)",
      "└── soup 1.1.0",
      "    └── salt 1.0.0 (duplicate: also 2.0.0)",
    ]);
    expect(shown.stderr).toContain("1 package in more than one version");
    const inverted = await succeed(offline.pantry("tree", "--invert", "salt"));
    expect(inverted.stdout.split("\n")).toEqual([
      "salt 1.0.0 (duplicate: also 2.0.0)",
      "└── soup 1.1.0",
      "    └── dinner 0.0.0 (this project)",
      "",
      "salt 2.0.0 (duplicate: also 1.0.0)",
      "└── dinner 0.0.0 (this project)",
    ]);
    const because = await succeed(offline.pantry("why", "salt@1.0.0"));
    expect(because.stdout.split("\n")).toEqual([
      "salt 1.0.0 (duplicate: also 2.0.0)",
      "  dinner → soup 1.1.0 → salt 1.0.0",
    ]);
    const { packages } = JSON.parse((await succeed(offline.pantry("why", "herbs", "--json"))).stdout);
    expect(packages).toMatchObject([
      { name: "herbs", version: "0.1.0", chains: [[{ name: "herbs", lazy: true }]] },
    ]);
    const json = JSON.parse((await succeed(offline.pantry("tree", "--json"))).stdout);
    expect(json.project.dependencies.map(({ alias }: { alias: string }) => alias)).toEqual([
      "herbs",
      "salt",
      "soup",
    ]);
    expect(json.packages).toHaveLength(4);
    for (const words of [
      ["why", "sal"],
      ["tree", "--invert", "sal"],
    ]) {
      expect(await fail(offline.pantry(...words, "--json"))).toMatchObject({
        exitCode: 1,
        code: "NOT_IN_PROJECT",
        hint: "did you mean `salt`?",
      });
    }
  });

  test("without a lock the packages themselves say it; folders are read as they are now", async () => {
    const { machine, app } = await application("soup@1.1.0");
    writeFiles(join(machine.folder, "spoon"), { "build.zig": "", "build.zig.zon": manifestText("spoon") });
    await succeed(machine.pantry(app, "add", "../spoon"));
    rmSync(join(app, "pantry.lock"));
    await succeed(machine.pantry(join(machine.folder, "spoon"), "add", "salt@2.0.0"));
    const { stdout } = await succeed(machine.pantry(app, "tree"));
    expect(stdout.split("\n")).toEqual([
      "dinner 0.0.0",
      "├── soup 1.1.0",
      "│   └── salt 1.0.0 (duplicate: also 2.0.0)",
      "└── spoon 1.0.0 (../spoon)",
      "    └── salt 2.0.0 (duplicate: also 1.0.0)",
    ]);
    expect(existsSync(join(app, "pantry.lock"))).toBe(false);
  });
});

describe("vendor", { timeout: 300_000 }, () => {
  test("real copies that zig build --system uses, with nothing else there", async () => {
    const { machine, app, read } = await application();
    const added = await succeed(machine.pantry(app, "add", "soup@1.1.0", "--json"));
    const build = read("build.zig").replace(
      "    b.installArtifact(exe);",
      `${JSON.parse(added.stdout).additions[0].buildLines.join("\n")}\n    b.installArtifact(exe);`,
    );
    writeFileSync(join(app, "build.zig"), build);
    writeFileSync(
      join(app, "src/main.zig"),
      'const soup = @import("soup");\npub fn main() void {\n    @import("std").debug.print("{s}, {s}", .{ soup.text, soup.salt.text });\n}\n',
    );
    const { stderr } = await succeed(machine.pantry(app, "vendor"));
    expect(stderr).toContain("2 packages in");
    expect(stderr).toContain("`zig build --system vendor`");
    const folders = readdirSync(join(app, "vendor")).filter((name) => name !== "pantry-vendor.json");
    expect(folders.map((name) => name.slice(0, 10)).sort()).toEqual(["salt-1.0.0", "soup-1.1.0"]);
    for (const folder of folders) {
      const file = lstatSync(join(app, "vendor", folder, "build.zig"));
      expect([file.nlink, file.mode & 0o777]).toEqual([1, 0o644]);
    }
    rmSync(join(app, "zig-pkg"), { recursive: true });
    rmSync(machine.zigCache, { recursive: true });
    rmSync(machine.home, { recursive: true });
    const ran = await machine.zig(app, ["build", "run", "--system", "vendor"], { network: false });
    expect(ran.stderr).toContain("soup 1.1.0, salt 1.0.0");
    expect(existsSync(join(app, "zig-pkg"))).toBe(false);
  });

  test("again: keeps what is there, removes what it wrote and nothing needs, and touches nothing else", async () => {
    const { machine, app } = await application("soup@1.1.0");
    const target = join(machine.folder, "third party");
    await succeed(machine.pantry(app, "vendor", target));
    writeFiles(target, { "README.md": "mine\n" });
    await succeed(machine.pantry(app, "add", "soup@1.2.0"));
    const again = await succeed(machine.pantry(app, "vendor", target, "--json"));
    const { packages, removed } = JSON.parse(again.stdout);
    expect(packages).toMatchObject([
      { name: "salt", version: "1.1.0", written: true },
      { name: "soup", version: "1.2.0", written: true },
    ]);
    expect(removed.map((hash: string) => hash.slice(0, 10))).toEqual(["salt-1.0.0", "soup-1.1.0"]);
    expect(readFileSync(join(target, "README.md"), "utf8")).toBe("mine\n");
    const third = await succeed(machine.pantry(app, "vendor", target));
    expect(third.stderr).toContain("2 packages in");
    expect(third.stderr).toContain("0 of them new");
  });

  test("refuses a folder of somebody else's, and one with edits in it", async () => {
    const { machine, app } = await application("salt@1.0.0");
    writeFiles(join(app, "vendor"), { "notes.txt": "mine\n" });
    expect(await fail(machine.pantry(app, "vendor", "--json"))).toMatchObject({
      exitCode: 1,
      code: "VENDOR_TAKEN",
    });
    expect(readdirSync(join(app, "vendor"))).toEqual(["notes.txt"]);
    expect(await fail(machine.pantry(app, "vendor", ".", "--json"))).toMatchObject({ code: "VENDOR_TAKEN" });
    expect(await fail(machine.pantry(app, "vendor", "build.zig", "--json"))).toMatchObject({
      code: "VENDOR_TAKEN",
    });

    await succeed(machine.pantry(app, "vendor", "deps"));
    const [folder = ""] = readdirSync(join(app, "deps")).filter((name) => name.startsWith("salt"));
    writeFileSync(join(app, "deps", folder, "salt.zig"), "// better\n");
    await succeed(machine.pantry(app, "update", "--latest"));
    const refused = await fail(machine.pantry(app, "vendor", "deps", "--json"));
    expect(refused).toMatchObject({
      exitCode: 1,
      code: "VENDOR_CHANGED",
      message: expect.stringContaining(folder),
    });
    expect(readFileSync(join(app, "deps", folder, "salt.zig"), "utf8")).toBe("// better\n");
    expect(readdirSync(join(app, "deps")).filter((name) => name.startsWith("salt"))).toEqual([folder]);
  });
});

test("every example works as it stands in the help", { timeout: 300_000 }, async () => {
  const examples = [update, outdated, tree, why, vendor].flatMap((command) => command.examples);
  const { machine, app, read } = await application("soup@1.1.0");
  writeFileSync(join(app, "pantry.toml"), read("pantry.toml").replace('"1.1.0"', '"~1.1.0"'));
  const lines = examples.map(({ line }) => line);
  // The updates move what the others name, so they go last.
  for (const line of lines.toSorted((a, b) => Number(a.includes("update")) - Number(b.includes("update")))) {
    const [, ...words] = line.split(" ");
    const { exitCode, stderr } = await machine.pantry(app, ...words);
    expect(exitCode, `${line}\n${stderr}`).toBe(0);
  }
  expect(pinned(read("build.zig.zon"), "soup")).toBe("2.0.0");
  for (const command of [update, outdated, tree, why, vendor]) {
    const help = await succeed(machine.pantry(app, command.name, "--help"));
    for (const { line } of command.examples) expect(help.stdout).toContain(line);
  }
});
