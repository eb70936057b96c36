import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/folders.ts";
import { machineIn } from "../support/pantry.ts";

test("a setting is set, shown with where it comes from, and taken out", async () => {
  const machine = machineIn(temporaryFolder());
  const { folder } = machine;
  const get = async () => (await machine.pantry(folder, "config", "get", "registry.url")).stdout;
  expect(await get()).toBe("http://localhost:7117/");
  expect((await machine.pantry(folder, "config", "set", "registry", "https://zig.example")).exitCode).toBe(0);
  expect(await get()).toBe("https://zig.example/");
  const list = await machine.pantry(folder, "config", "list");
  expect(list.stdout).toMatch(/registry\.url\s+https:\/\/zig\.example\/\s+\(.*config\.toml\)/);
  const flag = await machine.pantry(folder, "config", "list", "--registry", "http://localhost:1", "--json");
  expect(JSON.parse(flag.stdout).settings[0]).toEqual({
    name: "registry.url",
    value: "http://localhost:1/",
    origin: "flag",
    where: "--registry",
  });
  await machine.pantry(folder, "config", "unset", "registry.url");
  expect(await get()).toBe("http://localhost:7117/");
});

test.each([
  ["color", "did you mean `terminal.color`?"],
  ["terminal.colour", "did you mean `terminal.color`?"],
  ["constructor", "`pantry config list` shows them"],
])("there is no setting %s", async (name, hint) => {
  const machine = machineIn(temporaryFolder());
  const { exitCode, stderr } = await machine.pantry(machine.folder, "config", "get", name);
  expect([exitCode, stderr]).toEqual([2, `error: there is no setting \`${name}\`\nhint: ${hint}`]);
});

test("comments in config.toml stay; nonsense is refused and nothing is written", async () => {
  const machine = machineIn(temporaryFolder());
  const path = join(machine.home, ".pantry", "config.toml");
  await machine.pantry(machine.folder, "config", "set", "network.offline", "true");
  writeFileSync(path, `# mine\n${readFileSync(path, "utf8")}`);
  await machine.pantry(machine.folder, "config", "set", "resolution.duplicates", "deny");
  const text = readFileSync(path, "utf8");
  expect(text).toBe('# mine\n[network]\noffline = true\n\n[resolution]\nduplicates = "deny"\n');
  for (const [name, value, says] of [
    ["resolution.duplicates", "never", "resolution.duplicates"],
    ["registry.uri", "https://zig.example", "did you mean `registry.url`?"],
    ["registry.url", "ftp://zig.example", "registry.url"],
  ] as const) {
    const { exitCode, stderr } = await machine.pantry(machine.folder, "config", "set", name, value);
    expect(exitCode, stderr).toBe(2);
    expect(stderr).toContain(says);
  }
  expect(readFileSync(path, "utf8")).toBe(text);
});

test.each([
  { args: ["help", "instal"], says: "did you mean `pantry install`?" },
  { args: ["ad", "x"], says: "did you mean `pantry add`?" },
  { args: ["owner", "lst"], says: "did you mean `pantry owner list`?" },
  { args: ["add"], says: "error: `pantry add` needs <…specs>\nhint: `pantry add --help`" },
  { args: ["-C", "nowhere", "install"], says: "there is no folder" },
  { args: ["install", "--frozn"], says: "did you mean `--frozen`?" },
  { args: ["install", "--jsn"], says: "did you mean `--json`?" },
  { args: ["install", "--nothing-like-it"], says: "pantry install --help" },
  { args: ["--colour", "always", "install"], says: "did you mean `--color`?" },
  { args: ["init", "a", "b"], says: "`b`" },
  { args: ["init", "--lib", "--exe"], says: "do not go together" },
  { args: ["install", "--color", "blue"], says: "blue" },
  { args: ["yank", "soup"], says: "soup@1.2.0" },
  { args: ["deprecate", "soup"], says: "soup@1.2.0" },
  { args: ["deprecate", "soup@1.2.0"], says: "a message is needed" },
  { args: ["deprecate", "soup@1.2.0", "stale", "--undo"], says: "takes no message" },
])("pantry $args is wrong usage, and says what is right", async ({ args, says }) => {
  const machine = machineIn(temporaryFolder());
  await machine.pantry(machine.folder, "init", "--name", "app");
  const { exitCode, stderr } = await machine.pantry(machine.folder, ...args);
  expect(stderr).toContain(says);
  expect(exitCode).toBe(2);
});
