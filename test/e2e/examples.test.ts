import { chmodSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allCommands } from "../../src/cli/index.ts";
import { sharedFolder, temporaryFolder } from "../support/folders.ts";
import { makeRepository } from "../support/git-repository.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";
import { file, type HttpServer, startHttpServer } from "../support/http-server.ts";
import { copyExample, manifestText, packFolder, writeFiles } from "../support/libraries.ts";
import { bundle, type Machine, machineIn } from "../support/pantry.ts";
import { type RunningRegistry, startRegistryProcess } from "../support/running-registry.ts";

const commands = await allCommands();
const shared = sharedFolder();
const password = "swordfish-7";
let registry: RunningRegistry;
let server: HttpServer;
let git: GitServer;
/** What every example starts from a copy of: a home that is signed in, and folders to work in. */
let template: Machine;
let token = "";

/** Which folder of the template an example runs in; the application unless it stands here. */
const folders: Readonly<Record<string, string>> = { init: "empty", pack: "bread", publish: "bread" };

/** What stands in for what asks a person, runs until it is stopped, or leaves this machine. */
const instead: Readonly<Record<string, () => string>> = {
  "pantry add https://example.com/soup-1.2.0.tar.gz": () =>
    `pantry add ${server.origin}/soup.tar.gz --as broth`,
  "pantry add github:ziglibs/known-folders@master": () => `pantry add git+${git.origin}/folders.git#main`,
  "pantry login": () => login,
  "pantry token create --read-only": () => "pantry token create --read-only --password-stdin < password.txt",
  "pantry token create --packages httpz --expires 90 --name ci": () =>
    "pantry token create --packages httpz --expires 90 --name ci --password-stdin < password.txt",
  // What ends a token gets one of its own.
  "pantry logout": () => `${login} && pantry logout`,
  "pantry token revoke 3f2a": () =>
    `${login} && pantry token revoke "$(pantry token list --json | sed -n 's/.*"key": "\\(.*\\)".*/\\1/p' | tail -1)"`,
  "pantry registry": () => untilItListens("pantry registry --port 0"),
  "pantry registry --port 0 --data ./packages": () =>
    untilItListens("pantry registry --port 0 --data ./packages"),
};

const login = "pantry login --username ada --password-stdin < password.txt";

/** Runs in the background until it says so, then ends it as Ctrl-C does. */
function untilItListens(line: string): string {
  return `${line} > listening.txt & while ! grep -q 'listening on' listening.txt; do kill -0 $!; done; kill -INT $!; wait $!`;
}

function library(name: string, version: string, dependencies = ".{}"): Record<string, string> {
  const paths = ["build.zig", "build.zig.zon", `${name}.zig`, "README.md", "LICENSE"];
  return {
    "build.zig": `pub fn build(b: *@import("std").Build) void {\n    _ = b.addModule("${name}", .{ .root_source_file = b.path("${name}.zig") });\n}\n`,
    "build.zig.zon": manifestText(name, { version, paths, dependencies }),
    [`${name}.zig`]: `pub const text = "${name} ${version}";\n`,
    "README.md": `# ${name}\n`,
    LICENSE: "public domain\n",
  };
}

async function succeed(running: ReturnType<Machine["pantry"]>) {
  const result = await running;
  expect(result.exitCode, result.stderr).toBe(0);
  return result;
}

/** Publishes versions of a library, the later ones with the fingerprint of the first. */
async function publish(name: string, versions: readonly string[]): Promise<void> {
  const folder = writeFiles(join(shared.path, "libraries", name), library(name, versions[0] ?? ""));
  for (const [index, version] of versions.entries()) {
    // In quotes: a fingerprint has letters of all kinds, and to sed a dot is any of them.
    if (index > 0)
      await execa("sed", ["-i", `s/"${versions[index - 1]}"/"${version}"/`, "build.zig.zon"], {
        cwd: folder,
      });
    await succeed(template.pantry(folder, "publish", "--no-build"));
  }
}

beforeAll(async () => {
  registry = await startRegistryProcess(machineIn(join(shared.path, "registry")));
  server = await startHttpServer();
  git = await startGitServer(shared.path);
  const repository = makeRepository(shared.path, "folders.git");
  repository.setRef("refs/heads/main", repository.commit(library("folders", "0.1.0")));
  template = machineIn(join(shared.path, "template"), { PANTRY_REGISTRY: registry.url });
  const { folder } = template;
  for (const user of ["grace", "ada"]) {
    await succeed(template.piped(`${password}\n`, folder, "login", "--username", user, "--password-stdin"));
  }
  const made = await template.piped(`${password}\n`, folder, ...["token", "create", "--password-stdin"]);
  token = made.stdout.trim();
  await publish("salt", ["0.3.0", "0.3.1", "1.0.0"]);
  await publish("soup", ["1.1.0", "1.2.0", "2.0.0"]);
  server.on("/soup.tar.gz", file(packFolder(copyExample("ink", shared.path)).bytes));

  writeFiles(join(folder, "soup"), library("soup", "3.0.0"));
  writeFiles(join(folder, "bread"), library("bread", "1.0.0"));
  mkdirSync(join(folder, "empty"));
  await succeed(template.pantry(folder, "init", "app"));
  const app = join(folder, "app");
  await succeed(template.pantry(app, "add", "soup@^1.1", "salt@1.0.0"));
  writeFiles(app, { "password.txt": `${password}\n`, "token.txt": `${token}\n` });
  writeFileSync(join(app, "soup.tar.gz"), packFolder(join(folder, "soup")).bytes);
});

afterAll(async () => {
  await Promise.all([registry.stop(), server.close(), git.close()]);
  shared.remove();
});

/** A copy of the template with `pantry` on its PATH. */
function freshMachine(): Machine {
  const folder = temporaryFolder();
  cpSync(template.folder, folder, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  const bin = join(folder, "bin");
  writeFiles(bin, { pantry: `#!/bin/sh\nexec "${process.execPath}" "${bundle}" "$@"\n` });
  chmodSync(join(bin, "pantry"), 0o755);
  const machine = machineIn(folder, { PANTRY_REGISTRY: registry.url });
  return { ...machine, env: { ...machine.env, PATH: [bin, machine.env["PATH"]].join(delimiter) } };
}

/** Runs a line as somebody who copies it into a shell. */
async function run(command: string, line: string): Promise<void> {
  const machine = freshMachine();
  const cwd = join(machine.folder, folders[command] ?? "app");
  const ran = await execa("bash", ["-ec", instead[line]?.() ?? line], {
    cwd,
    env: machine.env,
    extendEnv: false,
    timeout: 280_000,
    reject: false,
  });
  expect(ran.exitCode, `${line}\n${ran.stdout}\n${ran.stderr}`).toBe(0);
}

test("only examples that there are have something in their place", () => {
  const lines = commands.flatMap(({ examples }) => examples.map(({ line }) => line));
  expect(Object.keys(instead).filter((line) => !lines.includes(line))).toEqual([]);
});

describe.each(commands)("$name", { timeout: 300_000 }, ({ name, aliases = [], examples }) => {
  test("has examples, and each is of it", () => {
    expect(examples.length).toBeGreaterThan(0);
    const own = new RegExp(`\\bpantry (${[name, ...aliases].join("|")})\\b`);
    for (const { line } of examples) expect(line).toMatch(own);
  });

  test.each(examples)("$line", async ({ line }) => run(name, line));
});
