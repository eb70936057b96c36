import { chmodSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { execaSync } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sharedFolder, temporaryFolder } from "../support/folders.ts";
import { manifestText, writeFiles } from "../support/libraries.ts";
import { bundle, type Machine, machineIn } from "../support/pantry.ts";
import { type RunningRegistry, startRegistryProcess } from "../support/running-registry.ts";
import { onTerminal } from "../support/screen.ts";

const shared = sharedFolder();
let machine: Machine;
let registry: RunningRegistry;
let app: string;

beforeAll(async () => {
  registry = await startRegistryProcess(machineIn(join(shared.path, "registry")));
  const plain = machineIn(shared.path, { PANTRY_REGISTRY: registry.url });
  // Runs what the Tab key runs; any other command only leaves its words behind.
  writeFiles(join(shared.path, "bin"), {
    pantry: `#!/bin/sh\n[ "$1" = complete ] && exec "${process.execPath}" "${bundle}" "$@"\necho "$@" > ran.txt\n`,
  });
  chmodSync(join(shared.path, "bin", "pantry"), 0o755);
  const path = [join(shared.path, "bin"), plain.env["PATH"]].join(delimiter);
  machine = { ...plain, env: { ...plain.env, PATH: path } };

  await plain.piped("swordfish-7\n", shared.path, "login", "--username", "ada", "--password-stdin");
  for (const name of ["soup", "sourdough"]) {
    const folder = writeFiles(join(shared.path, name), {
      "build.zig": "pub fn build(_: anytype) void {}\n",
      "build.zig.zon": manifestText(name),
    });
    const { exitCode, stderr } = await plain.pantry(folder, "publish", "--no-build");
    expect(exitCode, stderr).toBe(0);
  }
  await plain.pantry(shared.path, "init", "app");
  app = join(shared.path, "app");
  const { exitCode, stderr } = await plain.pantry(app, "add", "soup");
  expect(exitCode, stderr).toBe(0);
  await plain.pantry(app, "info", "sourdough");
  for (const shell of ["bash", "zsh", "fish"]) {
    writeFiles(app, { [`complete.${shell}`]: (await plain.pantry(app, "completions", shell)).stdout });
  }
});

afterAll(async () => {
  await registry.stop();
  shared.remove();
});

const complete = async (cwd: string, ...words: string[]) => {
  const { stdout } = await machine.pantry(cwd, "complete", "--json", "--", ...words);
  return JSON.parse(stdout).candidates.map(({ value }: { value: string }) => value);
};

test.each<[string[], string[]]>([
  [["inst"], ["install"]],
  [
    ["-C", ".", "wh"],
    ["why", "whoami"],
  ],
  [["install", "--fr"], ["--frozen"]],
  [["ci", "--fr"], ["--frozen"]],
  [["--verb"], ["--verbose"]],
  [
    ["--color", ""],
    ["auto", "always", "never"],
  ],
  [["-C", ""], []],
  [
    ["store", ""],
    ["path", "size", "verify", "gc"],
  ],
  [["store", "--dry-run", "g"], ["gc"]],
  [["remove", ""], ["soup"]],
  [["why", "s"], ["soup"]],
  [
    ["add", "so"],
    ["soup", "sourdough"],
  ],
  [["vendor", ""], []],
  [["nonsense", ""], []],
  [["comple"], ["completions"]],
])("%j", async (words, found) => {
  expect(await complete(app, ...words)).toEqual(found);
});

test("from another folder, by -C", async () => {
  expect(await complete(shared.path, "remove", "")).toEqual([]);
  expect(await complete(shared.path, "-C", "app", "remove", "")).toEqual(["soup"]);
});

test("a project that cannot be read has no names, and no error", async () => {
  const broken = writeFiles(join(shared.path, "broken"), { "build.zig.zon": ".{", "pantry.lock": "x" });
  for (const command of ["remove", "why"]) expect(await complete(broken, command, "")).toEqual([]);
});

test.each([
  [["remove", "soop"], "did you mean `soup`?"],
  [["update", "soop"], "did you mean `soup`?"],
  [["why", "soop"], "did you mean `soup`?"],
  [["info", "sourdogh"], "did you mean `sourdough`?"],
  [["add", "sourdogh"], "did you mean `sourdough`?"],
])("a package that is not there: %j", async (args, says) => {
  const plain = machineIn(shared.path, { PANTRY_REGISTRY: registry.url });
  const { exitCode, stderr } = await plain.pantry(app, ...args);
  expect(stderr).toContain(says);
  expect(exitCode).toBe(1);
});

test.each([
  ["info", "suorduogh"],
  ["add", "sourdouhg"],
])("a package that is not there, for somebody who is new: %s %s", async (command, name) => {
  const newcomer = machineIn(temporaryFolder(), { PANTRY_REGISTRY: registry.url });
  expect((await newcomer.pantry(app, command, name)).stderr).toContain("did you mean `sourdough`?");
});

describe("in a real shell", () => {
  const has = (shell: string) => execaSync("which", [shell], { reject: false }).exitCode === 0;
  const typed = "pantry instal\t--froz\t\nmv ran.txt first.txt; pantry config li\t\nexit\n";

  test("bash", async () => {
    const keys = `PS1=; source complete.bash\n${typed}`;
    await onTerminal("bash --norc --noprofile -i", { cwd: app, env: machine.env, keys });
    expect(readFileSync(join(app, "first.txt"), "utf8").trim()).toBe("install --frozen");
    expect(readFileSync(join(app, "ran.txt"), "utf8").trim()).toBe("config list");
  });

  test.skipIf(!has("zsh"))("zsh", async () => {
    const keys = `autoload -U compinit; compinit -u -D; source ./complete.zsh\n${typed}`;
    await onTerminal("zsh -f -i", { cwd: app, env: machine.env, keys });
    expect(readFileSync(join(app, "first.txt"), "utf8").trim()).toBe("install --frozen");
    expect(readFileSync(join(app, "ran.txt"), "utf8").trim()).toBe("config list");
  });

  test.skipIf(!has("zsh"))("zsh says nothing of words that say it all themselves", async () => {
    const keys = "autoload -U compinit; compinit -u -D; source ./complete.zsh\npantry store \t\t\nexit\n";
    const screen = await onTerminal("zsh -f -i", { cwd: app, env: machine.env, keys });
    expect(screen).toContain("verify");
    expect(screen).not.toContain("-- verify");
  });

  test.skipIf(!has("fish"))("fish", async () => {
    const asked = (line: string) =>
      execaSync("fish", ["--no-config", "-c", `source complete.fish; complete -C '${line}'`], {
        cwd: app,
        env: machine.env,
        extendEnv: false,
      }).stdout;
    expect(asked("pantry instal")).toMatch(/^install\tFetch, verify/);
    expect(asked("pantry install --froz")).toMatch(/^--frozen\t/);
    expect(asked("pantry add so").split("\n")).toEqual(["soup", "sourdough"]);
    expect(asked("pantry store ").split("\n")).toEqual(["gc", "path", "size", "verify"]);
    expect(asked("pantry vendor comp").split("\n")).toContain("complete.fish");
  });
});
