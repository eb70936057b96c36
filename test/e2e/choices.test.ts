import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sharedFolder, temporaryFolder } from "../support/folders.ts";
import { type Machine, machineIn } from "../support/pantry.ts";
import { publisher } from "../support/publisher.ts";
import { type RunningRegistry, startRegistryProcess } from "../support/running-registry.ts";

const shared = sharedFolder();
let registry: RunningRegistry;

beforeAll(async () => {
  registry = await startRegistryProcess(machineIn(shared.path));
  const publish = await publisher(shared.path, registry.url);
  for (const version of ["1.0.0", "1.1.0", "2.0.0"]) await publish("salt", version);
  await publish("soup", "1.1.0", { needs: "salt@1.0.0" });
  await publish("soup", "1.2.0", { needs: "salt@1.1.0" });
  await publish("stew", "1.0.0", { needs: "salt@1.0.0" });
  await publish("stew", "1.1.0", { needs: "salt@2.0.0" });
  await publish("herbs", "0.1.0");
  await publish("herbs", "0.2.0", { zig: "0.99.0" });
  await publish("oil", "1.0.0");
  await publish("dip", "1.0.0", { needs: "oil@1.0.0" });
  const author = machineIn(join(shared.path, "author"), { PANTRY_REGISTRY: registry.url });
  await succeed(author.pantry(author.folder, "yank", "oil@1.0.0"));
});

afterAll(async () => {
  await registry.stop();
  shared.remove();
});

/** An application whose pantry.toml begins with these lines, on a machine of its own. */
async function application(settings = "") {
  const machine = machineIn(temporaryFolder(), { PANTRY_REGISTRY: registry.url });
  await succeed(machine.pantry(machine.folder, "init", "dinner"));
  const app = join(machine.folder, "dinner");
  writeFileSync(join(app, "pantry.toml"), settings);
  const read = (name: string) => readFileSync(join(app, name), "utf8");
  return { machine, app, read, pantry: (...words: string[]) => machine.pantry(app, ...words) };
}

async function succeed(running: ReturnType<Machine["pantry"]>) {
  const result = await running;
  expect(result.exitCode, result.stderr).toBe(0);
  return result;
}

/** What is in a build.zig.zon, as `salt 1.0.0`. */
function pinned(zon: string): string[] {
  return [...zon.matchAll(/\/(\w+)-([^/"]+)\.tar\.gz/g)]
    .map(([, name, version]) => `${name} ${version}`)
    .sort();
}

const deny = '[resolution]\nduplicates = "deny"\n';

describe("duplicates", { timeout: 300_000 }, () => {
  test("are told, with the choice that would avoid them", async () => {
    const { pantry } = await application();
    await succeed(pantry("add", "soup@^1.0"));
    const { stderr } = await succeed(pantry("add", "salt@^2"));
    expect(stderr).toContain("note: `salt` comes in 2 versions: 2.0.0, 1.1.0 (through soup 1.2.0)");
    const json = JSON.parse((await succeed(pantry("add", "stew@^1", "--json"))).stdout);
    expect(json.duplicates).toMatchObject([{ name: "salt", avoidedBy: null }]);
  });

  test("with advice", async () => {
    const { pantry } = await application();
    await succeed(pantry("add", "salt@1.0.0"));
    const { stderr } = await succeed(pantry("add", "soup@^1.0"));
    expect(stderr.split("\n")).toContain(
      "note: `salt` comes in 2 versions: 1.0.0, 1.1.0 (through soup 1.2.0); `soup` 1.1.0 instead of 1.2.0 would bring one only",
    );
  });

  test("avoid takes an older version rather than a second one", async () => {
    const { pantry, read } = await application(deny.replace("deny", "avoid"));
    await succeed(pantry("add", "salt@1.0.0"));
    await succeed(pantry("add", "soup@^1.0"));
    expect(pinned(read("build.zig.zon"))).toEqual(["salt 1.0.0", "soup 1.1.0"]);
  });

  test("deny moves what is there, if its range lets it", async () => {
    const { pantry, read } = await application(deny);
    await succeed(pantry("add", "soup@^1.0"));
    expect(pinned(read("build.zig.zon"))).toEqual(["soup 1.2.0"]);
    const { stderr } = await succeed(pantry("add", "stew@~1.0"));
    expect(stderr).toContain("`soup` moved so that all fit together: 1.2.0 → 1.1.0");
    expect(pinned(read("build.zig.zon"))).toEqual(["soup 1.1.0", "stew 1.0.0"]);
    await succeed(pantry("ci"));
    const { stdout } = await succeed(pantry("outdated"));
    expect(stdout.split("\n")).toEqual([
      "dependency  current  wanted  latest",
      "soup        1.1.0    1.1.0   1.2.0",
      "  1.2.0 does not go together with the other dependencies",
      "stew        1.0.0    1.0.0   1.1.0",
      "  1.1.0 is outside of `~1.0` in pantry.toml",
    ]);
    expect((await succeed(pantry("update"))).stderr).toContain("nothing to update");
  });

  test("deny explains what cannot be, in short and in full, and changes nothing", async () => {
    const { pantry, read } = await application(deny);
    await succeed(pantry("add", "soup@~1.2"));
    const before = [read("build.zig.zon"), read("pantry.toml"), read("pantry.lock")];
    const short = await pantry("add", "stew");
    expect(short.exitCode).toBe(1);
    expect(short.stderr.split("\n")).toEqual([
      "error: more than one version of `salt` would be needed",
      "  - you need soup ~1.2",
      "    - soup 1.2.0 pins salt 1.1.0",
      "  - you need stew",
      "    - stew 1.0.0 and 1.1.0 pin salt 1.0.0 or 2.0.0",
      'hint: `[resolution] duplicates = "allow"` in pantry.toml takes both',
    ]);
    const full = await pantry("add", "stew", "--explain");
    expect(full.stderr).toMatch(/^ {2}1\. /m);
    expect([read("build.zig.zon"), read("pantry.toml"), read("pantry.lock")]).toEqual(before);
  });

  test("deny holds for what was written by hand, when it is installed", async () => {
    const { pantry, read, app } = await application();
    await succeed(pantry("add", "soup@1.2.0", "salt@2.0.0"));
    writeFileSync(join(app, "pantry.toml"), `${deny}${read("pantry.toml")}`);
    const { exitCode, stderr } = await pantry("install");
    expect([exitCode, stderr.split("\n")[0]]).toEqual([
      1,
      "error: more than one version of `salt` would be needed",
    ]);
    await succeed(pantry("remove", "soup"));
    await succeed(pantry("ci"));
  });
});

describe("what is there", { timeout: 300_000 }, () => {
  test("is preferred by a range, and not without one", async () => {
    const { pantry, read } = await application();
    await succeed(pantry("add", "soup@1.1.0"));
    await succeed(pantry("add", "salt@^1"));
    expect(pinned(read("build.zig.zon"))).toEqual(["salt 1.0.0", "soup 1.1.0"]);
    await succeed(pantry("add", "salt"));
    expect(pinned(read("build.zig.zon"))).toEqual(["salt 2.0.0", "soup 1.1.0"]);
  });

  test("stays where a new one comes", async () => {
    const { pantry, read, app } = await application();
    await succeed(pantry("add", "soup@1.1.0"));
    writeFileSync(join(app, "pantry.toml"), read("pantry.toml").replace('"1.1.0"', '"^1.0"'));
    await succeed(pantry("add", "herbs"));
    expect(pinned(read("build.zig.zon"))).toEqual(["herbs 0.1.0", "soup 1.1.0"]);
  });

  test("added again is unchanged, and says so", async () => {
    const { pantry } = await application();
    const change = async (...words: string[]) =>
      JSON.parse((await succeed(pantry("add", ...words, "--json"))).stdout).additions[0].change;
    expect(await change("salt@^1")).toBe("added");
    expect(await change("salt@^1")).toBe("unchanged");
    expect(await change("salt@~1.1")).toBe("changed");
    expect((await succeed(pantry("add", "salt@~1.1"))).stderr).toContain("in build.zig.zon already, just so");
  });
});

describe("what cannot be had", { timeout: 300_000 }, () => {
  test.each<[string, readonly string[], number, string, string]>([
    [
      "no such package",
      ["add", "pepper"],
      1,
      "RESOLVE_NO_PACKAGE",
      "check how it is spelt; a private package is shown to those who are signed in and may read it",
    ],
    ["a slip", ["add", "slat"], 1, "RESOLVE_NO_PACKAGE", "did you mean `salt`?"],
    ["another spelling", ["add", "SALT"], 1, "RESOLVE_NO_PACKAGE", "it is spelt `salt`"],
    [
      "no such version",
      ["add", "salt@^7"],
      1,
      "RESOLVE_NO_VERSION",
      "`pantry add salt@^2.0` takes the newest",
    ],
    [
      "another Zig",
      ["add", "herbs@^0.2"],
      1,
      "RESOLVE_NO_VERSION",
      "`pantry add herbs@^0.1` takes the newest that works with this Zig",
    ],
    [
      "never asked for",
      ["add", "salt", "--offline"],
      3,
      "RESOLVE_OFFLINE",
      "run the same command once without `--offline`",
    ],
  ])("%s", async (_, words, exitCode, code, hint) => {
    const { pantry } = await application();
    const result = await pantry(...words, "--json");
    expect({ exitCode: result.exitCode, ...JSON.parse(result.stdout).error }).toMatchObject({
      exitCode,
      code,
      hint,
    });
  });

  test("too young a version, unless it is named", async () => {
    const { pantry, read } = await application('[resolution]\nminimum-release-age = "2d"\n');
    const young = await pantry("add", "salt@^1");
    expect(young.exitCode).toBe(1);
    expect(young.stderr).toMatch(/1\.1\.0 is \d+ minutes? old, and versions wait until they are 2 days old/);
    expect(young.stderr).toContain("hint: `pantry add salt@1.1.0` takes it all the same");
    await succeed(pantry("add", "salt@1.1.0"));
    expect(pinned(read("build.zig.zon"))).toEqual(["salt 1.1.0"]);
  });

  test("a yanked version, but where another pins it: that is told once", async () => {
    const { pantry } = await application();
    expect((await pantry("add", "oil")).stderr).toContain("1.0.0 was yanked");
    const { stderr } = await succeed(pantry("add", "dip"));
    expect(stderr).toContain("note: dip 1.0.0 → oil 1.0.0 was yanked");
    expect((await succeed(pantry("add", "salt"))).stderr).not.toContain("was yanked");
  });

  test("offline, what is known is chosen from", async () => {
    const { pantry, read } = await application();
    await succeed(pantry("add", "salt@^1"));
    await succeed(pantry("remove", "salt"));
    await succeed(pantry("add", "salt@^1", "--offline"));
    expect(pinned(read("build.zig.zon"))).toEqual(["salt 1.1.0"]);
  });
});

describe("a dry run", { timeout: 300_000 }, () => {
  test("prints a patch, and writes nothing; git applies it", async () => {
    const { pantry, read, app } = await application();
    await succeed(pantry("add", "salt@1.0.0"));
    await execa("git", ["init", "-q"], { cwd: app });
    const files = ["build.zig.zon", "pantry.toml", "pantry.lock", ".gitignore"];
    const texts = () => files.map((name) => read(name));
    const before = texts();
    const putBack = () => {
      for (const [at, name] of files.entries()) writeFileSync(join(app, name), before[at] ?? "");
    };
    for (const words of [
      ["add", "soup@1.1.0"],
      ["remove", "salt"],
      ["update", "--latest"],
    ]) {
      const { stdout, stderr } = await succeed(pantry(...words, "--dry-run"));
      expect(texts(), words.join(" ")).toEqual(before);
      expect(stdout).toMatch(/^--- a\/pantry\.lock\n\+\+\+ b\/pantry\.lock\n@@ /m);
      expect(stdout).toContain("+++ b/build.zig.zon");
      expect(stderr).not.toContain("wrote into");
      await execa("git", ["apply", "-"], { cwd: app, input: `${stdout}\n` });
      const patched = texts();
      putBack();
      await succeed(pantry(...words));
      expect(texts(), words.join(" ")).toEqual(patched);
      putBack();
    }
  });

  test("of install shows the lock that there would be", async () => {
    const { pantry, app } = await application();
    await succeed(pantry("add", "salt@1.0.0"));
    rmSync(join(app, "pantry.lock"));
    const { stdout, stderr } = await succeed(pantry("install", "--dry-run"));
    expect(stdout).toContain("--- /dev/null\n+++ b/pantry.lock");
    expect(stderr).toContain("1 package would be in place; nothing was written");
    const json = JSON.parse((await succeed(pantry("install", "--dry-run", "--json"))).stdout);
    expect(json.files).toMatchObject([{ path: "pantry.lock", before: null }]);
    expect(json.changes).toEqual([{ name: "salt", before: null, after: "1.0.0" }]);
  });
});

describe("frozen and offline", { timeout: 300_000 }, () => {
  test("say what differs, and what is missing", async () => {
    const { pantry, app, read, machine } = await application();
    await succeed(pantry("add", "soup@1.1.0"));
    writeFileSync(join(app, "pantry.toml"), read("pantry.toml").replace('"1.1.0"', '"^1.0"'));
    const range = await pantry("ci");
    expect(range.stderr).toContain("  `soup`: pantry.toml has ^1.0, pantry.lock has 1.1.0");
    await succeed(pantry("install"));

    const lock = read("pantry.lock");
    writeFileSync(
      join(app, "pantry.lock"),
      lock
        .replace(/\n\[\[package\]\]\nkind = "zig"\nname = "salt"[\s\S]*?(?=\n\[\[)/, "")
        .replace(/dependencies = \[\n {2}\{ alias = "salt"[^\]]*\]\n/, ""),
    );
    const below = await pantry("ci");
    expect(below.exitCode).toBe(1);
    expect(below.stderr).toContain("  `salt 1.0.0` is needed, and not in pantry.lock");
    writeFileSync(join(app, "pantry.lock"), lock);

    rmSync(join(machine.home, ".pantry", "store"), { recursive: true, force: true });
    const offline = await pantry("install", "--offline");
    expect(offline.exitCode).toBe(3);
    expect(offline.stderr).toMatch(/ {2}salt 1\.0\.0, needed by soup 1\.1\.0\n/);
  });
});

test("many adds at once in one project: all of them are in it", { timeout: 300_000 }, async () => {
  const { pantry, read } = await application();
  const aliases = Array.from({ length: 12 }, (_, at) => `salt${at}`);
  const results = await Promise.all(aliases.map((alias) => pantry("add", "salt@1.0.0", "--as", alias)));
  expect(results.filter(({ exitCode }) => exitCode !== 0)).toEqual([]);
  for (const alias of aliases) {
    expect(read("build.zig.zon")).toContain(`.${alias} = .{`);
    expect(read("pantry.toml")).toContain(`${alias} = {`);
  }
  await succeed(pantry("ci"));
});
