import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sharedFolder, temporaryFolder } from "../support/folders.ts";
import { startGitServer } from "../support/git-server.ts";
import { file, startHttpServer } from "../support/http-server.ts";
import { copyExample, manifestText, packFolder, writeFiles } from "../support/libraries.ts";
import { type Machine, machineIn } from "../support/pantry.ts";
import { type RunningRegistry, startRegistryProcess } from "../support/running-registry.ts";

const shared = sharedFolder();
let registry: RunningRegistry;
let author: Machine;

/** A machine that talks to the registry; with a name, signed in. */
async function machineFor(folder: string, user?: string): Promise<Machine> {
  const machine = machineIn(folder, { PANTRY_REGISTRY: registry.url });
  if (user !== undefined) {
    const { exitCode, stderr } = await machine.piped(
      "swordfish-7\n",
      folder,
      "login",
      "--username",
      user,
      "--password-stdin",
    );
    expect(exitCode, stderr).toBe(0);
  }
  return machine;
}

async function succeed(running: ReturnType<Machine["pantry"]>) {
  const result = await running;
  expect(result.exitCode, result.stderr).toBe(0);
  return result;
}

const library = (name: string, imports: readonly string[] = []) => ({
  "build.zig": `pub fn build(b: *@import("std").Build) void {
    ${imports.length > 0 ? "const m" : "_"} = b.addModule("${name}", .{ .root_source_file = b.path("${name}.zig") });
${imports.map((each) => `    m.addImport("${each}", b.dependency("${each}", .{}).module("${each}"));\n`).join("")}}
`,
  [`${name}.zig`]: `pub const name = "${name}";\n${imports.map((each) => `pub const ${each} = @import("${each}");\n`).join("")}`,
  "README.md": `# ${name}\n`,
  LICENSE: "public domain\n",
});

function publishable(name: string, version = "1.0.0"): string {
  const paths = ["build.zig", "build.zig.zon", `${name}.zig`, "README.md", "LICENSE"];
  return manifestText(name, { version, paths });
}

beforeAll(async () => {
  registry = await startRegistryProcess(machineIn(shared.path));
  author = await machineFor(join(shared.path, "author"), "ada");
});

afterAll(async () => {
  await registry.stop();
  shared.remove();
});

describe("publish", { timeout: 300_000 }, () => {
  test("a package with dependencies in the registry, on an archive and in git outlives their addresses", async () => {
    const elsewhere = await startHttpServer();
    const salt = packFolder(
      writeFiles(join(shared.path, "salt"), { ...library("salt"), "build.zig.zon": publishable("salt") }),
    );
    const saltUrl = elsewhere.on("/salt.tar.gz", file(salt.bytes));

    const work = writeFiles(join(shared.path, "herbs"), {
      ...library("herbs"),
      "build.zig.zon": publishable("herbs"),
    });
    const git = (...args: string[]) =>
      execa("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: work });
    await git("init", "-q");
    await git("add", ".");
    await git("commit", "-qm", "herbs");
    await git("clone", "-q", "--bare", ".", join(shared.path, "repos", "herbs.git"));
    const gitServer = await startGitServer(join(shared.path, "repos"));

    const stock = writeFiles(join(shared.path, "stock"), {
      ...library("stock"),
      "build.zig.zon": publishable("stock"),
    });
    await succeed(author.pantry(stock, "publish", "--no-build"));

    const soup = writeFiles(join(shared.path, "soup"), {
      ...library("soup", ["salt", "herbs", "stock"]),
      "build.zig.zon": publishable("soup", "1.2.0"),
    });
    await succeed(author.pantry(soup, "add", saltUrl, `git+${gitServer.origin}/herbs.git`, "stock@^1"));
    const published = await succeed(author.pantry(soup, "publish"));
    expect(published.stderr).toMatch(/2 dependencies went along: (herbs, salt|salt, herbs)/);
    await elsewhere.close();
    await gitServer.close();

    const user = await machineFor(temporaryFolder());
    await user.pantry(user.folder, "init", "dinner");
    const dinner = join(user.folder, "dinner");
    const added = await succeed(user.pantry(dinner, "add", "soup@^1.1", "--json"));
    const { additions } = JSON.parse(added.stdout);
    expect(additions[0].foundInBuildScript).toBe(false);
    const build = readFileSync(join(dinner, "build.zig"), "utf8");
    writeFileSync(
      join(dinner, "build.zig"),
      build.replace(
        "    b.installArtifact(exe);",
        `${additions[0].buildLines.join("\n")}\n    b.installArtifact(exe);`,
      ),
    );
    writeFileSync(
      join(dinner, "src/main.zig"),
      'const soup = @import("soup");\npub fn main() void {\n    @import("std").debug.print("{s} {s} {s}", .{ soup.salt.name, soup.herbs.name, soup.stock.name });\n}\n',
    );
    rmSync(user.zigCache, { recursive: true });
    const ran = await user.zig(dinner, ["build", "run"], { network: false });
    expect(ran.stderr).toContain("salt herbs stock");

    expect(readFileSync(join(dinner, "pantry.toml"), "utf8")).toContain('soup = "^1.1"');
    const lock = readFileSync(join(dinner, "pantry.lock"), "utf8");
    expect(lock).toContain(`source = "registry+${registry.url}"`);
    expect(lock).toContain('range = "^1.1"');

    // A second machine, from the lock alone.
    const other = await machineFor(temporaryFolder());
    rmSync(join(dinner, "zig-pkg"), { recursive: true });
    await succeed(other.pantry(dinner, "ci"));
    await succeed(other.pantry(dinner, "verify"));
  });

  test("the newest version that fits the range; remove takes the range out again", async () => {
    const pepper = writeFiles(join(shared.path, "pepper"), { ...library("pepper"), "build.zig.zon": "" });
    const fingerprint = /fingerprint = (\S+),/.exec(publishable("pepper"))?.[1];
    for (const version of ["1.0.0", "1.2.0", "1.10.0", "2.0.0-beta.1", "2.0.0"]) {
      const text = publishable("pepper", version).replace(
        /fingerprint = \S+,/,
        `fingerprint = ${fingerprint},`,
      );
      writeFileSync(join(pepper, "build.zig.zon"), text);
      await succeed(author.pantry(pepper, "publish", "--no-build"));
    }
    const user = await machineFor(temporaryFolder());
    await user.pantry(user.folder, "init", "app");
    const app = join(user.folder, "app");
    const before = [
      readFileSync(join(app, "build.zig.zon"), "utf8"),
      readFileSync(join(app, "pantry.toml"), "utf8"),
    ];
    for (const [spec, version, range] of [
      ["pepper@^1.0", "1.10.0", "^1.0"],
      ["pepper@~1.2", "1.2.0", "~1.2"],
      ["pepper@1.0.0", "1.0.0", "1.0.0"],
      ["pepper", "2.0.0", "^2.0.0"],
    ] as const) {
      await succeed(user.pantry(app, "add", spec));
      expect(readFileSync(join(app, "build.zig.zon"), "utf8")).toContain(`pepper-${version}.tar.gz`);
      expect(readFileSync(join(app, "pantry.toml"), "utf8")).toContain(`pepper = "${range}"`);
    }
    await succeed(user.pantry(app, "add", "pepper", "--exact", "--as", "spice"));
    expect(readFileSync(join(app, "pantry.toml"), "utf8")).toContain(
      'spice = { package = "pepper", version = "2.0.0" }',
    );
    await succeed(user.pantry(app, "remove", "pepper", "spice"));
    expect([
      readFileSync(join(app, "build.zig.zon"), "utf8"),
      readFileSync(join(app, "pantry.toml"), "utf8"),
    ]).toEqual(before);

    const none = await user.pantry(app, "add", "pepper@^3", "--json");
    expect(JSON.parse(none.stdout).error).toMatchObject({
      code: "RESOLVE_NO_VERSION",
      hint: expect.stringContaining("pepper@^2.0"),
    });
    expect(none.exitCode).toBe(1);
    const info = await succeed(user.pantry(app, "info", "pepper@^1"));
    expect(info.stdout).toContain("pepper 1.10.0");
    expect(info.stdout).toContain("2.0.0, 2.0.0-beta.1, 1.10.0, 1.2.0, 1.0.0");
  });

  test("a dry run lists files, sizes and every check, and sends nothing", async () => {
    const cumin = writeFiles(join(shared.path, "cumin"), {
      ...library("cumin"),
      "build.zig.zon": publishable("cumin"),
    });
    const dry = await succeed(author.pantry(cumin, "publish", "--dry-run", "--json"));
    const plan = JSON.parse(dry.stdout);
    expect(plan.files.map((each: { path: string }) => each.path)).toEqual([
      "LICENSE",
      "README.md",
      "build.zig",
      "build.zig.zon",
      "cumin.zig",
    ]);
    expect(plan.checks.map((each: { name: string }) => each.name)).toContain("build");
    expect(plan.facts.testedZigVersions).toEqual(["0.16.0"]);
    expect(plan.facts.modules).toEqual(["cumin"]);
    expect((await author.pantry(cumin, "info", "cumin")).exitCode).not.toBe(0);
  });

  test("pack gives the same bytes each time, and the ones that publish sends", async () => {
    const dill = writeFiles(join(shared.path, "dill"), {
      ...library("dill"),
      "build.zig.zon": publishable("dill"),
    });
    const archive = join(dill, "dill-1.0.0.tar.gz");
    const bytes: Buffer[] = [];
    for (let round = 0; round < 2; round += 1) {
      await succeed(author.pantry(dill, "pack"));
      bytes.push(readFileSync(archive));
      rmSync(archive);
    }
    expect(bytes[0]?.equals(bytes[1] ?? Buffer.alloc(0))).toBe(true);
    await succeed(author.pantry(dill, "publish", "--no-build"));
    const served = await fetch(`${registry.url}-/zig/dill/dill-1.0.0.tar.gz`);
    expect(Buffer.from(await served.arrayBuffer()).equals(bytes[0] ?? Buffer.alloc(0))).toBe(true);
    expect(served.headers.get("content-type")).toBe("application/gzip");
  });

  describe("is refused", () => {
    test.each([
      { what: "where nobody is signed in", user: undefined, code: /DENIED|SIGN|AUTH|TOKEN/, exit: 5 },
      { what: "to who is no owner", user: "eve", code: /OWNER|DENIED|FORBIDDEN/, exit: 5 },
    ])("$what", async ({ user, code, exit }) => {
      const name = `guarded_${user ?? "nobody"}`;
      const folder = writeFiles(join(shared.path, name), {
        ...library(name),
        "build.zig.zon": publishable(name),
      });
      await succeed(author.pantry(folder, "publish", "--no-build"));
      const next = readFileSync(join(folder, "build.zig.zon"), "utf8").replace("1.0.0", "1.0.1");
      writeFileSync(join(folder, "build.zig.zon"), next);
      const stranger = await machineFor(temporaryFolder(), user);
      const { exitCode, stdout } = await stranger.pantry(folder, "publish", "--no-build", "--json");
      const { error } = JSON.parse(stdout);
      expect(error.code, error.message).toMatch(code);
      expect(exitCode, error.message).toBe(exit);
      expect(error.hint).toBeTruthy();
    });

    test("with other files under a version that is taken", async () => {
      const basil = writeFiles(join(shared.path, "basil"), {
        ...library("basil"),
        "build.zig.zon": publishable("basil"),
      });
      await succeed(author.pantry(basil, "publish", "--no-build"));
      expect((await succeed(author.pantry(basil, "publish", "--no-build"))).stderr).toContain(
        "published already",
      );
      writeFileSync(join(basil, "basil.zig"), "// other\n");
      const { exitCode, stdout } = await author.pantry(basil, "publish", "--no-build", "--json");
      expect(JSON.parse(stdout).error.message).toContain("1.0.0");
      expect(exitCode).toBe(1);
    });
  });
});

test("a registry that is not there", async () => {
  const machine = machineIn(temporaryFolder(), { PANTRY_REGISTRY: "http://localhost:9" });
  await machine.pantry(machine.folder, "init", "app");
  const { exitCode, stderr } = await machine.pantry(join(machine.folder, "app"), "add", "soup");
  expect(exitCode).toBe(3);
  expect(stderr).toContain("--registry URL");
});

test("an example in the registry is what it is in the folder, also for who has no Pantry", async () => {
  const ink = copyExample("ink", shared.path);
  await succeed(author.pantry(ink, "publish", "--no-build"));
  const { stdout } = await succeed(author.pantry(ink, "info", "ink", "--json"));
  const { stdout: hash } = await succeed(author.pantry(ink, "hash", "."));
  expect(JSON.parse(stdout).versions[0].hash).toBe(hash);

  const user = await machineFor(temporaryFolder());
  await user.pantry(user.folder, "init", "app");
  const app = join(user.folder, "app");
  await succeed(user.pantry(app, "add", "ink", "--lazy"));
  rmSync(join(app, "zig-pkg"), { recursive: true });
  const teammate = machineIn(temporaryFolder());
  const fetched = await teammate.zig(app, ["build", "--fetch=all"]);
  expect(fetched.exitCode, fetched.stderr).toBe(0);
  expect(existsSync(join(app, "zig-pkg", hash))).toBe(true);
});

test.each([
  {
    what: "offline",
    options: ["--offline"],
    error: { code: "PUBLISH_OFFLINE", hint: expect.stringContaining("without --offline") },
  },
  {
    what: "while nobody listens",
    options: ["--registry", "http://127.0.0.1:1"],
    error: { code: "REGISTRY_UNREACHABLE", message: "no registry answers at http://127.0.0.1:1/" },
  },
])("publish $what ends before it builds, in words that fit", async ({ options, error }) => {
  const machine = machineIn(temporaryFolder(), { PANTRY_TOKEN: "ptry_any" });
  const files = { ...library("soup"), "build.zig.zon": publishable("soup") };
  const soup = writeFiles(join(machine.folder, "soup"), files);
  const { exitCode, stdout, stderr } = await machine.pantry(soup, "publish", "--json", ...options);
  expect([exitCode, stderr, JSON.parse(stdout)]).toMatchObject([3, "", { error }]);
});

test("a dry run that is to be quiet tells what speaks against it all the same", async () => {
  const machine = machineIn(temporaryFolder(), { PANTRY_REGISTRY: registry.url });
  const files = { ...library("soup"), "build.zig.zon": manifestText("soup", { paths: ["build.zig"] }) };
  const soup = writeFiles(join(machine.folder, "soup"), files);
  const { exitCode, stderr } = await machine.pantry(soup, "publish", "--dry-run", "--no-build", "-q");
  expect([exitCode, stderr]).toEqual([
    1,
    expect.stringMatching(/^error: soup \S+ is not published, because/),
  ]);
});
