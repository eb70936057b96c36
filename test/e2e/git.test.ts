import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sharedFolder, temporaryFolder } from "../support/folders.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";
import { manifestText, writeFiles } from "../support/libraries.ts";
import { machineIn } from "../support/pantry.ts";

let server: GitServer;
let commit: string;
const shared = sharedFolder();

/** A repository with a tag, an executable script, and attributes that would change an archive made by a forge. */
beforeAll(async () => {
  const work = writeFiles(join(shared.path, "work"), {
    "build.zig":
      'pub fn build(b: *@import("std").Build) void {\n    _ = b.addModule("salt", .{ .root_source_file = b.path("salt.zig") });\n}\n',
    "build.zig.zon": manifestText("salt"),
    "salt.zig": "pub const grains = 7;\n",
    "tools/grind.sh": "#!/bin/sh\necho grind\n",
    "secret.txt": "left out by export-ignore\n",
    ".gitattributes": "secret.txt export-ignore\n",
  });
  const git = (...args: string[]) =>
    execa("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: work });
  await git("init", "-q", "-b", "main");
  await git("add", ".");
  await git("commit", "-qm", "salt");
  await git("tag", "v1.0.0");
  commit = (await git("rev-parse", "HEAD")).stdout;
  await git("clone", "-q", "--bare", ".", join(shared.path, "repos", "salt.git"));
  server = await startGitServer(join(shared.path, "repos"));
});

afterAll(async () => {
  await server.close();
  shared.remove();
});

test("a git address is pinned to its commit, just as zig fetch --save writes it", async () => {
  const machine = machineIn(temporaryFolder());
  const url = `git+${server.origin}/salt.git?ref=v1.0.0`;
  for (const name of ["ours", "theirs"]) await machine.pantry(machine.folder, "init", name, "--name", "app");
  const ours = join(machine.folder, "ours");
  const theirs = join(machine.folder, "theirs");

  const added = await machine.pantry(ours, "add", url);
  expect(added.exitCode, added.stderr).toBe(0);
  const saved = await machine.zig(theirs, ["fetch", "--save", url]);
  expect(saved.exitCode, saved.stderr).toBe(0);
  const dependencies = (folder: string) =>
    /\.salt = \.\{[^}]*\}/.exec(readFileSync(join(folder, "build.zig.zon"), "utf8"))?.[0];
  expect(dependencies(ours)).toBe(dependencies(theirs));
  expect(dependencies(ours)).toContain(`?ref=v1.0.0#${commit}`);

  const hash = /hash = "([^"]+)"/.exec(dependencies(ours) ?? "")?.[1] ?? "";
  const placed = join(ours, "zig-pkg", hash);
  expect(statSync(join(placed, "tools/grind.sh")).mode & 0o777).toBe(0o555);
  expect(statSync(join(placed, "salt.zig")).mode & 0o777).toBe(0o444);
  expect(readFileSync(join(placed, "secret.txt"), "utf8")).toContain("export-ignore");
  const lock = readFileSync(join(ours, "pantry.lock"), "utf8");
  expect(lock).toContain(`source = "git+${server.origin}/salt.git?ref=v1.0.0#${commit}"`);
  expect(lock).not.toContain("integrity");
});

test("a ref that does not exist", async () => {
  const machine = machineIn(temporaryFolder());
  await machine.pantry(machine.folder, "init", "app");
  const app = join(machine.folder, "app");
  const before = readFileSync(join(app, "build.zig.zon"), "utf8");
  const { exitCode, stdout } = await machine.pantry(
    app,
    "add",
    `git+${server.origin}/salt.git#v9.9.9`,
    "--json",
  );
  expect(JSON.parse(stdout).error).toMatchObject({
    code: "GIT_REF_NOT_FOUND",
    message: expect.stringContaining("v9.9.9"),
  });
  expect(exitCode).toBe(1);
  expect(readFileSync(join(app, "build.zig.zon"), "utf8")).toBe(before);
});

test("in a git project zig-pkg is ignored, once", async () => {
  const machine = machineIn(temporaryFolder());
  await machine.pantry(machine.folder, "init", "app");
  const app = join(machine.folder, "app");
  await execa("git", ["init", "-q"], { cwd: app });
  writeFileSync(join(app, ".gitignore"), "# mine\nzig-out/");
  const url = `git+${server.origin}/salt.git`;
  expect((await machine.pantry(app, "add", url)).stderr).toContain("zig-pkg/ is in .gitignore now");
  expect(readFileSync(join(app, ".gitignore"), "utf8")).toBe("# mine\nzig-out/\nzig-pkg/\n");
  expect((await machine.pantry(app, "add", url)).stderr).not.toContain(".gitignore");
  expect(readFileSync(join(app, ".gitignore"), "utf8")).toBe("# mine\nzig-out/\nzig-pkg/\n");
});
