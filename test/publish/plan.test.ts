import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeDisk } from "../../src/disk/index.ts";
import { PantryError } from "../../src/errors.ts";
import { type PublishOptions, type PublishPlan, planPublish, sendPublish } from "../../src/publish/index.ts";
import { temporaryFolder } from "../support/folders.ts";
import { zigFetch } from "../support/zig.ts";
import { documentOf, library, manifestOf, withFiles, writeFolder } from "./fixtures.ts";

/** A project's folder, and a plan that neither builds nor asks anybody, unless it is told to. */
function project(files = library) {
  const folder = join(temporaryFolder(), "ink");
  writeFolder(folder, files);
  const plan = (change: Partial<PublishOptions> = {}): Promise<PublishPlan> =>
    planPublish({
      disk: nodeDisk,
      folder,
      registryUrl: "http://localhost:7117",
      client: undefined,
      zig: undefined,
      env: process.env,
      placeDependencies: async () => [],
      temporaryFolder: temporaryFolder(),
      ...change,
    });
  return { folder, plan };
}

const client = (change: object = {}) => ({
  document: async () => undefined,
  whoami: async () => "ada",
  hasHash: async () => false,
  ...change,
});

function verdicts(plan: PublishPlan): Record<string, string> {
  return Object.fromEntries(plan.checks.map(({ name, verdict }) => [name, verdict]));
}

describe("planPublish", () => {
  it("says what would be sent", async () => {
    const { folder, plan } = project();
    const made = await plan({ client: client() });
    expect(made).toMatchObject({
      name: "ink",
      version: "1.0.0",
      archiveName: "ink-1.0.0.tar.gz",
      isReady: true,
      foreign: [],
    });
    expect(made.files).toEqual(
      Object.entries(library)
        .map(([path, contents]) => ({ path, sizeBytes: contents.length }))
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
    );
    expect(made.unpackedSizeBytes).toBe(made.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
    expect(made.facts).toEqual({ hash: made.hash, testedZigVersions: [], modules: [], artifacts: [] });
    expect(verdicts(made)).toMatchObject({ name: "ok", version: "ok", build: "skipped" });

    const scratch = temporaryFolder();
    writeFileSync(join(scratch, made.archiveName), made.archive);
    expect((await zigFetch(scratch, join(scratch, made.archiveName))).stdout).toBe(made.hash);
    expect((await zigFetch(scratch, folder)).stdout).toBe(made.hash);
  });

  it("packs the same files into the same bytes, whatever their times, modes and neighbours are", async () => {
    const first = await project().plan();
    const { folder, plan } = project();
    chmodSync(join(folder, "src/root.zig"), 0o755);
    utimesSync(join(folder, "build.zig"), 1, 1);
    mkdirSync(join(folder, "src", "empty"));
    expect((await plan()).archive.equals(first.archive)).toBe(true);
    expect((await plan()).integrity).toBe(first.integrity);
  });

  it("packs what `.paths` include and nothing else", async () => {
    const { plan } = project(
      withFiles({
        "build.zig.zon": manifestOf({ paths: '"build.zig", "build.zig.zon", "src"' }),
        ".env": "A=1",
        "notes/x": "",
      }),
    );
    const made = await plan();
    expect(made.files.map(({ path }) => path)).toEqual(["build.zig", "build.zig.zon", "src/root.zig"]);
    expect(verdicts(made)).toMatchObject({ secrets: "ok", readme: "warning", license: "warning" });
    expect(made.isReady).toBe(true);
  });

  it("packs everything without what work leaves there, as zig fetch takes the commit", async () => {
    const { folder, plan } = project(
      withFiles({ ".zig-cache/h/x": "1", "zig-out/lib/x": "2", "zig-pkg/x/y": "3", "src/.gitkeep": "" }),
    );
    const git = (...args: string[]) =>
      expect(
        spawnSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: folder }).status,
      ).toBe(0);
    git("init", "--quiet");
    git("add", "src", "build.zig", "build.zig.zon", "README.md", "LICENSE");
    git("commit", "--quiet", "-m", "first");
    const made = await plan();
    expect(made.leftOut).toEqual([".git", ".zig-cache", "zig-out", "zig-pkg"]);
    expect(made.isReady).toBe(true);
    const committed = join(temporaryFolder(), "ink.tar");
    git("archive", "--output", committed, "--prefix", "ink/", "HEAD");
    expect((await zigFetch(temporaryFolder(), committed)).stdout).toBe(made.hash);
  });

  it("names files so that no terminal obeys them", async () => {
    const made = await project(withFiles({ "src/\u001b[31mred\nline  two": "" })).plan();
    expect(made.files.map(({ path }) => path)).toContain("src/·[31mred·line  two");
    for (const { message } of made.checks.flatMap(({ findings }) => findings))
      expect(message).not.toMatch(/\p{Cc}/u);
    expect(made.isReady).toBe(false);
  });

  it("does not build, fetch or ask further once something is wrong", async () => {
    const { folder, plan } = project();
    symlinkSync("root.zig", join(folder, "src/link.zig"));
    const never = async () => {
      throw new Error("asked for");
    };
    const made = await plan({
      client: client({ hasHash: never }),
      zig: { path: "/nowhere/zig" },
      placeDependencies: never,
    });
    expect(verdicts(made)).toMatchObject({ files: "failed", build: "skipped" });
    expect(made.isReady).toBe(false);
    const sent = sendPublish(made, {
      disk: nodeDisk,
      client: { publish: never, uploadForeign: never, setAccess: never },
    });
    await expect(sent).rejects.toMatchObject({
      code: "CHECKS_FAILED",
      exit: "failed",
      message: expect.stringMatching(/^ink 1\.0\.0 is not published.*\n {2}files: .*src\/link\.zig/),
      hint: expect.stringContaining("link"),
    });
  });

  it("goes on without a zig, and says so", async () => {
    const made = await project().plan({ zig: { path: undefined } });
    expect(made.checks.find(({ name }) => name === "build")).toMatchObject({
      verdict: "warning",
      findings: [{ message: expect.stringMatching(/^not built: no `zig` was found/) }],
    });
    expect(made.isReady).toBe(true);
  });

  it("goes on without a registry, and says so", async () => {
    const away = async () => {
      throw new PantryError("REGISTRY_UNREACHABLE", "network", {
        message: "nobody answers",
        hint: "start one",
      });
    };
    const made = await project().plan({ client: client({ document: away, hasHash: away }) });
    expect(verdicts(made)).toMatchObject({ name: "warning", version: "warning", fingerprint: "warning" });
    expect(made.isReady).toBe(true);
    const toBeSent = project().plan({
      client: client({ document: away }),
      sends: true,
      placeDependencies: () => Promise.reject(new Error("too far")),
    });
    await expect(toBeSent).rejects.toMatchObject({ code: "REGISTRY_UNREACHABLE", hint: "start one" });
  });

  it("takes nobody signed in for nobody", async () => {
    const denied = async () => {
      throw new PantryError("SIGN_IN_REQUIRED", "denied", { message: "this needs a token" });
    };
    const made = await project().plan({
      client: client({ whoami: denied, document: async () => documentOf() }),
    });
    expect(verdicts(made)).toMatchObject({ name: "warning", version: "ok", fingerprint: "ok" });
  });

  it("finds which dependencies the registry lacks", async () => {
    const archive = join(temporaryFolder(), "archive");
    writeFileSync(archive, "bytes");
    const needed = ["a", "b", "c"].map((hash) => ({ hash, name: hash, stored: { archive } }));
    const has = async (hash: string) => hash === "b";
    const made = await project().plan({
      client: client({ hasHash: has }),
      placeDependencies: async () => needed,
    });
    expect(made.foreign).toEqual([
      { hash: "a", name: "a", archive, archiveSizeBytes: 5 },
      { hash: "c", name: "c", archive, archiveSizeBytes: 5 },
    ]);
  });

  it.each<[string, (folder: string) => void, string]>([
    ["no manifest", (folder) => rmSync(join(folder, "build.zig.zon")), "MANIFEST_MISSING"],
    ["a broken manifest", (folder) => writeFileSync(join(folder, "build.zig.zon"), ".{"), "ZON_SYNTAX"],
    [
      "a manifest without `.paths`",
      (folder) => writeFileSync(join(folder, "build.zig.zon"), manifestOf().replace(".paths", ".pahts")),
      "MANIFEST_INVALID",
    ],
    ["a fifo", (folder) => void spawnSync("mkfifo", [join(folder, "src/pipe")]), "PACKAGE_ENTRY_REFUSED"],
  ])("fails for %s", async (_, spoil, code) => {
    const { folder, plan } = project();
    spoil(folder);
    await expect(plan()).rejects.toMatchObject({ code });
  });

  it("leaves nothing behind, also where the dependencies cannot be had", async () => {
    const scratch = temporaryFolder();
    const failing = async () => {
      throw new PantryError("FETCH_CONNECTION", "network", { message: "no connection" });
    };
    const { plan } = project();
    await plan({ client: client(), temporaryFolder: scratch });
    await expect(
      plan({ client: client(), temporaryFolder: scratch, placeDependencies: failing }),
    ).rejects.toMatchObject({ code: "FETCH_CONNECTION" });
    expect(readdirSync(scratch)).toEqual([]);
  });
});

describe("git", () => {
  function repository() {
    const made = project(
      withFiles({
        "build.zig.zon": manifestOf({ paths: '"build.zig", "build.zig.zon", "src", "generated"' }),
        ".gitignore": "generated\n",
      }),
    );
    const git = (...args: string[]) => {
      const env = { PATH: process.env["PATH"], HOME: made.folder, GIT_CONFIG_NOSYSTEM: "1" };
      const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid"];
      const result = spawnSync("git", [...identity, ...args], { cwd: made.folder, env, encoding: "utf8" });
      if (result.status !== 0) throw new Error(result.stderr);
    };
    git("init", "--quiet");
    const finding = async (change: Partial<PublishOptions> = {}) =>
      (await made.plan(change)).checks.find(({ name }) => name === "git")?.findings[0]?.message;
    return { ...made, git, finding };
  }

  it("sees what is not as it was committed, in a folder of the repository too", async () => {
    const { folder, git, finding } = repository();
    expect(await finding()).toMatch(/nothing of this is committed/);
    git("add", ".");
    git("commit", "--quiet", "-m", "first");
    expect(await finding()).toBeUndefined();
    writeFileSync(join(folder, "notes.txt"), "not packed");
    expect(await finding()).toBeUndefined();
    writeFileSync(join(folder, "src/new.zig"), "");
    expect(await finding()).toBe("packed, but not as it was committed: src/new.zig");
    git("add", "src/new.zig");
    writeFileSync(join(folder, "src/root.zig"), "// changed\n");
    mkdirSync(join(folder, "generated"));
    writeFileSync(join(folder, "generated/ö.zig"), "");
    expect(await finding()).toBe(
      "packed, but not as it was committed: generated/ö.zig, src/new.zig, src/root.zig",
    );
    writeFolder(join(folder, "src"), library);
    expect(await finding({ folder: join(folder, "src") })).toMatch(
      /committed: LICENSE, README\.md, build\.zig, /,
    );
  });

  it("is not checked where there is none", async () => {
    const { finding, git } = repository();
    git("rev-parse");
    expect(await finding({ env: { PATH: "/nowhere" } })).toMatch(/in no git repository/);
  });
});
